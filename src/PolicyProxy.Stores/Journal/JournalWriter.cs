using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Appends to the journal's files, everything that waits at once.</summary>
/// <param name="folder">The folder of the files.</param>
/// <param name="time">The clock that files are named by.</param>
/// <param name="appended">Is told what is on the disk, before anybody who waits for it and before the file it is in is handed over.</param>
internal sealed class JournalWriter(string folder, TimeProvider time, Action<IReadOnlyList<WindowRecord>> appended)
{
    /// <summary>What the files' names end with.</summary>
    public const string Extension = ".journal";

    // Only for the writing thread.
    private readonly JournalFiles _files = new(folder, Extension, time);

    /// <summary>Whether there is a file that was not handed over.</summary>
    public bool HasFile => _files.HasAny;

    /// <summary>Does a batch of work.</summary>
    public void Write(IReadOnlyList<JournalWork> batch)
    {
        var isNew = !_files.HasOpen;
        var failure = TryAppend(batch);
        if (isNew && batch.All(work => work.Records.Count == 0)) _files.DropOpen();
        foreach (var work in batch)
        {
            if (work.IsSeal) work.Succeeded(_files.HandOver());
            else if (failure is null) work.Succeeded([]);
            else work.Failed(failure);
        }
    }

    /// <summary>Closes the files; what is in them waits for the next gateway.</summary>
    public void Close()
    {
        foreach (var file in _files.HandOver()) file.Dispose();
    }

    private WindowStoreException? TryAppend(IReadOnlyList<JournalWork> batch)
    {
        using var lines = new MemoryStream();
        foreach (var work in batch)
        {
            foreach (var record in work.Records) JournalLine.Write(lines, record);
            // Whoever has no record wants to see whether one could be kept: an empty line takes its place.
            if (work is { IsSeal: false, Records.Count: 0 }) lines.WriteByte((byte)'\n');
        }

        if (lines.Length == 0) return null;
        try
        {
            _files.Append(lines.GetBuffer().AsSpan(0, (int)lines.Length));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new($"The journal in '{folder}' cannot be written; a folder with room that the gateway may write to belongs there: {error.Message}", error);
        }

        foreach (var work in batch) appended(work.Records);
        return null;
    }
}
