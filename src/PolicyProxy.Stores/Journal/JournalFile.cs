using System.Runtime.InteropServices;

namespace PolicyProxy.Stores;

/// <summary>
/// One file of the journal, which only its owner opens: the system lets go of it when the process ends, however it ends, and the next
/// gateway that looks into the folder takes it over.
/// </summary>
internal sealed partial class JournalFile : IDisposable
{
    private readonly FileStream _file;
    private long _length;
    private bool _isDamaged;

    private JournalFile(FileStream file) => (_file, _length) = (file, file.Length);

    /// <summary>How many bytes it has.</summary>
    public long Length => _length;

    /// <summary>Whether it still stands where the next gateway would find it: somebody can delete an open file, or move it away.</summary>
    public bool IsInPlace => File.Exists(_file.Name);

    /// <summary>Makes a new file in a folder, and the folder if it is missing.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static JournalFile Create(string folder, string extension, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{now:yyyyMMdd-HHmmss}-{Guid.NewGuid():N}{extension}");
        var file = new JournalFile(Open(path, FileMode.CreateNew));
        try
        {
            SyncFolder(folder);
            return file;
        }
        catch (IOException)
        {
            file.Delete();
            throw;
        }
    }

    /// <summary>Takes over the files of one kind in a folder that no living process has.</summary>
    public static List<JournalFile> TakeOver(string folder, string extension)
    {
        var taken = new List<JournalFile>();
        if (!Directory.Exists(folder)) return taken;
        foreach (var path in Directory.EnumerateFiles(folder, $"*{extension}").Order(StringComparer.Ordinal).ToList())
        {
            try
            {
                taken.Add(new(Open(path, FileMode.Open)));
            }
            catch (IOException)
            {
                // Another gateway has it, or has just done with it.
            }
        }

        return taken;
    }

    /// <summary>Appends bytes; they are on the disk when it returns.</summary>
    /// <exception cref="IOException">They are not: none of them is in the file then, or the file is not to be written to any more.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file.SafeFileHandle, bytes, _length);
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
        _length += bytes.Length;
    }

    /// <summary>Takes away what a failed <see cref="Append"/> may have left behind.</summary>
    /// <exception cref="IOException">It is still there.</exception>
    public void CutOff()
    {
        RandomAccess.SetLength(_file.SafeFileHandle, _length);
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
    }

    /// <summary>Reads all that it has.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public byte[] ReadAll()
    {
        var bytes = new byte[_length];
        _file.Position = 0;
        _file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Reads all whole lines.</summary>
    /// <param name="tryRead">Takes one; false when it is none of the kind.</param>
    /// <returns>How many lines could not be read: of a file whose writer was killed, the last one can be cut off. An empty line is none.</returns>
    public int Read(Func<ReadOnlySpan<byte>, bool> tryRead)
    {
        var unreadable = 0;
        for (ReadOnlySpan<byte> rest = ReadAll(); !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            if (!line.IsEmpty && (end < 0 || !tryRead(line)))
            {
                unreadable++;
                _isDamaged |= end >= 0;
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return unreadable;
    }

    /// <summary>
    /// Deletes the file: what is in it is kept elsewhere. One that has unreadable lines before its last is set aside under another name.
    /// </summary>
    public void Delete()
    {
        try
        {
            if (_isDamaged) File.Move(_file.Name, _file.Name + ".damaged");
            else File.Delete(_file.Name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It stays: to replay it once more does no harm.
        }

        Dispose();
    }

    /// <summary>Closes the file and leaves it to the next gateway.</summary>
    public void Dispose() => _file.Dispose();

    // FileShare.None is flock on Unix. No buffer: what is written goes to the system at once.
    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, options);
    }

    // A new file outlives a power cut only when the folder that names it is on the disk, too.
    private static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = OpenDescriptor(folder, 0);
        if (descriptor < 0) throw new IOException($"'{folder}' cannot be opened.");
        var outcome = SyncDescriptor(descriptor);
        _ = CloseDescriptor(descriptor);
        if (outcome != 0) throw new IOException($"'{folder}' cannot be brought to the disk.");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int SyncDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);
}
