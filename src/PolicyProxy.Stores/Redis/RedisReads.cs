using PolicyProxy.Windows;
using StackExchange.Redis;
using Read = PolicyProxy.Stores.GatheredCall<StackExchange.Redis.RedisKey, StackExchange.Redis.RedisValue>;

namespace PolicyProxy.Stores;

/// <summary>Reads what several callers want to know, and whether Redis still is the one it was.</summary>
/// <param name="connection">Knows whether keys are spread over several servers.</param>
/// <param name="news">Knows which Redis it is.</param>
internal sealed class RedisReads(RedisConnection connection, RedisNews news)
{
    /// <summary>Reads all keys, in one go where that can be.</summary>
    public Task ReadAsync(IDatabase database, IReadOnlyList<Read> reads) =>
        connection.IsCluster ? ReadEachAsync(database, reads) : ReadAllAsync(database, reads);

    private async Task ReadAllAsync(IDatabase database, IReadOnlyList<Read> reads)
    {
        var keys = new RedisKey[reads.Count + 1];
        for (var i = 0; i < reads.Count; i++) keys[i] = reads[i].Ask;
        keys[^1] = RedisKeys.Epoch;
        var known = news.Epoch;
        var (values, count) = await (connection.FindLine() is { } line ? AskAsync(line, keys) : AskAsync(database, keys));
        ThrowIfEmptied(known, values[^1]);
        var missing = new List<Read>();
        for (var i = 0; i < reads.Count; i++)
        {
            if (values[i].IsNull) missing.Add(reads[i]);
            else reads[i].SetResult(values[i]);
        }

        // What is there, but cannot be read, is missing in the one answer, and counted in the other.
        if (count > reads.Count - missing.Count) await ReadEachAsync(database, missing);
        foreach (var read in missing) read.TrySetResult(RedisValue.Null);
    }

    /// <summary>The values of keys, and how many of them exist, the last one not counted.</summary>
    private static async Task<(RedisValue[] Values, long Count)> AskAsync(IDatabase database, RedisKey[] keys)
    {
        var words = Array.ConvertAll(keys[..^1], key => (object)key);
        var reading = database.StringGetAsync(keys, CommandFlags.DemandMaster);
        var counting = database.ExecuteAsync("EXISTS", words, CommandFlags.DemandMaster);
        await Task.WhenAll(reading, counting);
        return (await reading, (long)await counting);
    }

    private static async Task<(RedisValue[] Values, long Count)> AskAsync(RedisLine line, RedisKey[] keys)
    {
        var words = new RespWriter().Command(1 + keys.Length).Word("MGET");
        foreach (var key in keys) words.Word((string)key!);
        words.Command(keys.Length).Word("EXISTS");
        foreach (var key in keys.AsSpan(..^1)) words.Word((string)key!);
        var answers = await line.AskAsync(words.Written, answers: 2);
        return (Array.ConvertAll(answers[0].ItemsOrThrow(keys.Length), value => (RedisValue)value.Bytes), answers[1].OrThrow().Number);
    }

    private async Task ReadEachAsync(IDatabase database, IReadOnlyList<Read> reads)
    {
        // All are on their way before the first is awaited.
        var known = news.Epoch;
        var epoch = database.StringGetAsync(RedisKeys.Epoch, CommandFlags.DemandMaster);
        var readings = reads.Select(read => database.StringGetAsync(read.Ask, CommandFlags.DemandMaster)).ToList();
        foreach (var reading in readings) StoreCall.Observe(reading);
        ThrowIfEmptied(known, await epoch);
        for (var i = 0; i < readings.Count; i++)
        {
            try
            {
                reads[i].SetResult(await readings[i]);
            }
            catch (RedisServerException error) when (RedisFailure.IsOfOneKey(error))
            {
                reads[i].SetException(StoredWindow.Unreadable());
            }
        }
    }

    // Of a Redis that was emptied a moment ago, nothing missing is known to be missing.
    private void ThrowIfEmptied(string? known, RedisValue epoch)
    {
        if (!news.Recognizes(known, epoch)) throw new WindowStoreException("Redis was emptied.");
    }
}
