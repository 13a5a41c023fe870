using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Gateway.Commands.Import;

/// <summary>Brings rows into a store, many at a time; while the store takes some, the next are read.</summary>
/// <param name="lines">The lines.</param>
/// <param name="records">Makes records of rows.</param>
/// <param name="store">The store.</param>
/// <param name="outcome">Is told what becomes of each line.</param>
/// <param name="time">The clock.</param>
internal sealed class ContactImport(LineReader lines, RecordReader records, IWindowStore store, ImportOutcome outcome, TimeProvider time)
{
    // A running gateway's records wait for so many in SQLite: a tenth of a second.
    private const int BatchSize = 4096;

    // Some 60 MB. Sorted, rows that come in any order go into the SQLite file side by side, where each would have to find its own page.
    private const int ChunkSize = 1 << 18;

    private readonly RowReader _rows = new();

    /// <summary>Takes in all lines.</summary>
    /// <exception cref="WindowStoreException">The store does not take them; what was taken in before stays.</exception>
    /// <exception cref="IOException">The lines cannot be read to the end.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        // The first rows of an input that comes slowly do not wait for the last.
        var (chunk, size) = (new List<Numbered>(), BatchSize);
        var writing = Task.CompletedTask;
        var number = 0L;
        try
        {
            await foreach (var line in lines.ReadAsync(stop))
            {
                if (Read(line, ++number) is not { } record) continue;
                chunk.Add(new(number, record));
                if (chunk.Count < size) continue;
                await writing;
                writing = WriteSortedAsync(chunk, stop);
                (chunk, size) = ([], Math.Min(size * 2, ChunkSize));
            }
        }
        finally
        {
            // What is under way counts, whatever ends it.
            await writing;
        }

        await WriteSortedAsync(chunk, stop);
    }

    private WindowRecord? Read(string? line, long number)
    {
        if (_rows.Read(line, out var problem) is { } row && records.Read(row, out problem) is { } record)
        {
            if (record.KeepUntil > time.GetUtcNow()) return record;
            outcome.AddOld();
        }

        if (problem is not null) outcome.AddBad(number, problem);
        return null;
    }

    private async Task WriteSortedAsync(List<Numbered> chunk, CancellationToken stop)
    {
        chunk.Sort(static (one, other) => Compare(one.Record.Conversation, other.Record.Conversation));
        for (var start = 0; start < chunk.Count; start += BatchSize)
        {
            stop.ThrowIfCancellationRequested();
            await WriteAsync(chunk.GetRange(start, Math.Min(BatchSize, chunk.Count - start)));
        }
    }

    // As the store's own key is ordered.
    private static int Compare(ConversationId one, ConversationId other)
    {
        var channels = string.CompareOrdinal(one.Channel, other.Channel);
        if (channels != 0) return channels;
        var accounts = string.CompareOrdinal(one.Account, other.Account);
        return accounts != 0 ? accounts : string.CompareOrdinal(one.Contact, other.Contact);
    }

    private async Task WriteAsync(List<Numbered> batch)
    {
        try
        {
            await store.RecordAsync(batch.ConvertAll(numbered => numbered.Record), CancellationToken.None);
            outcome.AddTaken(batch.Count);
        }
        catch (WindowStoreException error) when (error is { IsOfOneKey: true, NotKept: { } notKept })
        {
            var left = notKept.ToHashSet();
            var bad = batch.FindAll(numbered => left.Contains(numbered.Record));
            outcome.AddTaken(batch.Count - bad.Count);
            foreach (var numbered in bad) outcome.AddBad(numbered.Line, "the store holds something under this contact's key that no gateway wrote; it is left as it is");
        }
    }

    private readonly record struct Numbered(long Line, WindowRecord Record);
}
