using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Appends to the journal's files, everything that waits at once, and makes files as it needs them: none while there is nothing to keep.</summary>
/// <param name="folder">The folder of the files.</param>
/// <param name="time">The clock that files are named by.</param>
/// <param name="appended">Is told what is on the disk, before anybody who waits for it and before the file it is in is handed over.</param>
internal sealed class JournalWriter(string folder, TimeProvider time, Action<IReadOnlyList<WindowRecord>> appended)
{
    // A file is read whole when it is taken over.
    private const int LongestFile = 64 * 1024 * 1024;

    // Only the writing thread has these.
    private readonly List<JournalFile> _full = [];
    private JournalFile? _open;

    /// <summary>Whether there is a file that was not handed over.</summary>
    public bool HasFile => _open is not null || _full.Count > 0;

    /// <summary>Does a batch of work.</summary>
    public void Write(IReadOnlyList<JournalWork> batch)
    {
        var isNew = _open is null;
        var failure = TryAppend(batch);
        if (isNew && batch.All(work => work.Records.Count == 0)) DropOpen();
        foreach (var work in batch)
        {
            if (work.IsSeal) work.Succeeded(HandOver());
            else if (failure is null) work.Succeeded([]);
            else work.Failed(failure);
        }
    }

    /// <summary>Closes the files; what is in them waits for the next gateway.</summary>
    public void Close()
    {
        foreach (var file in HandOver()) file.Dispose();
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
            Append(lines.GetBuffer().AsSpan(0, (int)lines.Length));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new($"The journal in '{folder}' cannot be written; a folder with room that the gateway may write to belongs there: {error.Message}", error);
        }

        foreach (var work in batch) appended(work.Records);
        return null;
    }

    private void Append(ReadOnlySpan<byte> lines)
    {
        if (_open is { Length: > LongestFile }) Retire();
        _open ??= JournalFile.Create(folder, time.GetUtcNow());
        try
        {
            _open.Append(lines);
        }
        catch (IOException)
        {
            CutOff(_open);
            throw;
        }
    }

    // A disk that is full still takes bytes away. Where even that fails, the file is written to no more: half a line at its end would
    // spoil the next one.
    private void CutOff(JournalFile file)
    {
        try
        {
            file.CutOff();
        }
        catch (IOException)
        {
            Retire();
        }
    }

    // Made only to see whether it could be.
    private void DropOpen()
    {
        _open?.Delete();
        _open = null;
    }

    private void Retire()
    {
        _full.Add(_open!);
        _open = null;
    }

    private JournalFile[] HandOver()
    {
        if (_open is not null) Retire();
        var files = _full.ToArray();
        _full.Clear();
        return files;
    }
}
