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
    // A running gateway's records wait for so many in SQLite: a few hundredths of a second.
    private const int BatchSize = 2048;

    private readonly RowReader _rows = new();

    /// <summary>Takes in all lines.</summary>
    /// <exception cref="WindowStoreException">The store does not take them; what was taken in before stays.</exception>
    /// <exception cref="IOException">The lines cannot be read to the end.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var batch = new List<Numbered>(BatchSize);
        var writing = Task.CompletedTask;
        var number = 0L;
        try
        {
            await foreach (var line in lines.ReadAsync(stop))
            {
                if (Read(line, ++number) is not { } record) continue;
                batch.Add(new(number, record));
                if (batch.Count < BatchSize) continue;
                await writing;
                writing = WriteAsync(batch);
                batch = new(BatchSize);
            }
        }
        finally
        {
            // What is under way counts, whatever ends it.
            await writing;
        }

        await WriteAsync(batch);
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
