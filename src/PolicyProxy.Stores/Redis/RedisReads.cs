using PolicyProxy.Windows;
using StackExchange.Redis;
using Read = PolicyProxy.Stores.GatheredCall<StackExchange.Redis.RedisKey, StackExchange.Redis.RedisValue>;

namespace PolicyProxy.Stores;

/// <summary>Reads what several callers want to know, and whether Redis still is the one it was.</summary>
/// <remarks>
/// In one trip, with a GET for each key: MGET answers a key of another type as if there were none, which reads as "never wrote". Which
/// Redis it is comes last: one that is emptied in between is not the one it was then.
/// </remarks>
/// <param name="connection">Knows the shortest way to Redis.</param>
/// <param name="news">Knows which Redis it is.</param>
internal sealed class RedisReads(RedisConnection connection, RedisNews news)
{
    /// <summary>Reads all keys.</summary>
    public async Task ReadAsync(IDatabase database, IReadOnlyList<Read> reads)
    {
        var known = news.Epoch;
        if (connection.FindLine() is { } line) await ReadAsync(line, reads, known);
        else await ReadByLibraryAsync(database, reads, known);
    }

    private async Task ReadAsync(RedisLine line, IReadOnlyList<Read> reads, string? known)
    {
        var words = new RespWriter();
        for (var i = 0; i < reads.Count; i++) words.Command(2).Word("GET").Word((string)reads[i].Ask!);
        words.Command(2).Word("GET").Word(RedisKeys.Epoch);
        var answers = await line.AskAsync(words.Written, answers: reads.Count + 1);
        ThrowIfEmptied(known, answers[^1].OrThrow().Bytes);
        for (var i = 0; i < reads.Count; i++)
        {
            if (answers[i].Error is { } error && RedisFailure.IsOfOneKey(error)) Refuse(reads[i]);
            else reads[i].SetResult(answers[i].OrThrow().Bytes);
        }
    }

    private async Task ReadByLibraryAsync(IDatabase database, IReadOnlyList<Read> reads, string? known)
    {
        // All are on their way before the first is awaited.
        var readings = reads.Select(read => database.StringGetAsync(read.Ask, CommandFlags.DemandMaster)).ToList();
        var epoch = database.StringGetAsync(RedisKeys.Epoch, CommandFlags.DemandMaster);
        foreach (var reading in readings) StoreCall.Observe(reading);
        ThrowIfEmptied(known, await epoch);
        for (var i = 0; i < readings.Count; i++)
        {
            try
            {
                reads[i].SetResult(await readings[i]);
            }
            catch (RedisServerException error) when (RedisFailure.IsOfOneKey(error.Message))
            {
                Refuse(reads[i]);
            }
        }
    }

    private static void Refuse(Read read) => read.SetException(StoredWindow.Unreadable(RedisKeys.ReadConversation(read.Ask)!.Value));

    // Of a Redis that was emptied a moment ago, nothing missing is known to be missing.
    private void ThrowIfEmptied(string? known, RedisValue epoch)
    {
        if (!news.Recognizes(known, epoch)) throw new WindowStoreException("Redis was emptied.");
    }
}
