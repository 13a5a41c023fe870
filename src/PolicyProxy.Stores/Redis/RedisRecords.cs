using PolicyProxy.Policy;
using PolicyProxy.Windows;
using StackExchange.Redis;
using Recording = PolicyProxy.Stores.GatheredCall<System.Collections.Generic.List<PolicyProxy.Windows.WindowRecord>, bool>;

namespace PolicyProxy.Stores;

/// <summary>Puts into Redis what several callers want to be kept.</summary>
/// <param name="connection">Knows whether keys are spread over several servers.</param>
/// <param name="failure">Describes failures.</param>
internal sealed class RedisRecords(RedisConnection connection, RedisFailure failure)
{
    // While the script runs, Redis serves nobody else: a fraction of a millisecond for so many.
    private const int MostAtOnce = 256;

    private static readonly RedisScript RecordContact = new("record-contact.lua");

    /// <summary>Records all, and tells each caller which of its own were not kept.</summary>
    /// <exception cref="WindowStoreException">Some were not, for another reason than what is stored under their key.</exception>
    public async Task RecordAsync(IDatabase database, IReadOnlyList<Recording> recordings)
    {
        var records = recordings.SelectMany(recording => recording.Ask);
        // All are on their way before the first is awaited.
        var running = records.Chunk(connection.IsCluster ? 1 : MostAtOnce).Select(some => TryRecordAsync(database, some)).ToList();
        var failures = (await Task.WhenAll(running)).SelectMany(failures => failures).ToArray();

        var first = 0;
        foreach (var recording in recordings)
        {
            Answer(recording, failures.AsSpan(first, recording.Ask.Count));
            first += recording.Ask.Count;
        }

        if (Array.Find(failures, failure => failure is { IsOfOneKey: false }) is { } worst) throw worst;
    }

    /// <summary>Records some in one step.</summary>
    /// <returns>What each failed of, null for those that were kept.</returns>
    private async Task<WindowStoreException?[]> TryRecordAsync(IDatabase database, WindowRecord[] records)
    {
        var keys = new RedisKey[records.Length];
        var values = new long[2 * records.Length];
        var failures = new WindowStoreException?[records.Length];
        for (var i = 0; i < records.Length; i++)
        {
            keys[i] = RedisKeys.Window(records[i].Conversation);
            values[2 * i] = LastContact.At(records[i].Time).ToStored();
            values[(2 * i) + 1] = records[i].KeepUntil.ToUnixTimeMilliseconds();
        }

        try
        {
            var kept = connection.FindLine() is { } line
                ? Array.ConvertAll((await RecordContact.RunAsync(line, keys, values)).ItemsOrThrow(keys.Length), answer => answer.Number)
                : (long[])(await RecordContact.RunAsync(database, keys, Array.ConvertAll(values, value => (RedisValue)value)))!;
            for (var i = 0; i < kept.Length; i++) failures[i] = kept[i] == 1 ? null : StoredWindow.Unreadable(records[i].Conversation);

            // Afterwards: whoever looks because it is due sees the record.
            if (Array.Exists(records, record => record.NotifyAt is not null)) await RedisDue.AddAsync(database, records);
        }
        catch (Exception error) when (RedisFailure.IsOne(error))
        {
            Array.Fill(failures, failure.Describe(error));
        }

        return failures;
    }

    private static void Answer(Recording recording, ReadOnlySpan<WindowStoreException?> failures)
    {
        if (failures.IndexOfAnyExcept((WindowStoreException?)null) < 0)
        {
            recording.SetResult(true);
            return;
        }

        var (notKept, why) = (new List<WindowRecord>(), new List<WindowStoreException>());
        for (var i = 0; i < failures.Length; i++)
        {
            if (failures[i] is not { } failure) continue;
            notKept.Add(recording.Ask[i]);
            why.Add(failure);
        }

        recording.SetException(StoredWindow.NotKept(notKept, failures.Length, why));
    }
}
