using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Keeps a second gateway off the same file. The system lets go of it when the process ends, however it ends.</summary>
internal static class SqliteFileLock
{
    private const int WouldBlock = 11; // EWOULDBLOCK, what flock says on Linux
    private const int WouldBlockMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Takes the lock beside the file, until the answer is disposed.</summary>
    /// <exception cref="WindowStoreException">Another gateway has it, or the lock file cannot be made.</exception>
    public static FileStream Take(string path)
    {
        try
        {
            // FileShare.None is flock on Unix. The lock file stays behind: deleting it would let two gateways lock two files of one name.
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error.HResult is WouldBlock or WouldBlockMac or SharingViolation)
        {
            throw new WindowStoreException(
                $"The SQLite file '{path}' is in use by another gateway. One file serves one gateway: stop the other one or name another "
                + "file; for several gateways that share their windows, use the Redis store.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WindowStoreException($"The lock file '{path}.lock' cannot be made; let the gateway's user write to its directory ({error.Message})", error);
        }
    }
}
