namespace PolicyProxy.Stores;

/// <summary>The files of one kind that this process appends to: makes them as it needs them, none while there is nothing to keep.</summary>
/// <param name="folder">The folder they are in.</param>
/// <param name="extension">What their names end with.</param>
/// <param name="time">The clock that they are named by.</param>
/// <remarks>For one thread.</remarks>
internal sealed class JournalFiles(string folder, string extension, TimeProvider time)
{
    // A file is read whole when it is taken over.
    private const int LongestFile = 64 * 1024 * 1024;

    private readonly List<JournalFile> _full = [];
    private JournalFile? _open;

    /// <summary>Whether there is a file that was not handed over.</summary>
    public bool HasAny => _open is not null || _full.Count > 0;

    /// <summary>Whether there is a file to append to.</summary>
    public bool HasOpen => _open is not null;

    /// <summary>How many bytes the open file has.</summary>
    public long Length => _open?.Length ?? 0;

    /// <summary>Appends lines; they are on the disk when it returns.</summary>
    /// <exception cref="IOException">They are not.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be made.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (_open is { IsInPlace: false }) PutBack(_open);
        if (_open is { Length: > LongestFile }) Retire();
        _open ??= JournalFile.Create(folder, extension, time.GetUtcNow());
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

    /// <summary>Deletes the file to append to, which was made only to see whether it could be.</summary>
    public void DropOpen()
    {
        _open?.Delete();
        _open = null;
    }

    /// <summary>The files so far, which are appended to no more.</summary>
    public JournalFile[] HandOver()
    {
        if (_open is not null) Retire();
        var files = _full.ToArray();
        _full.Clear();
        return files;
    }

    // Only what stands in the folder is found after a crash: what was deleted or moved away while it is open goes into a new file.
    private void PutBack(JournalFile gone)
    {
        var file = JournalFile.Create(folder, extension, time.GetUtcNow());
        try
        {
            file.Append(gone.ReadAll());
        }
        catch (IOException)
        {
            file.Delete();
            throw;
        }

        gone.Dispose();
        _open = file;
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

    private void Retire()
    {
        _full.Add(_open!);
        _open = null;
    }
}
