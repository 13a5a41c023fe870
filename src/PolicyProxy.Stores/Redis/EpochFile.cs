namespace PolicyProxy.Stores;

/// <summary>
/// Which Redis this gateway used last, in a small file: a gateway that starts must not take one that was emptied meanwhile for one that
/// never knew the clients.
/// </summary>
/// <param name="folder">The folder of the file; it is the journal's.</param>
internal sealed class EpochFile(string folder)
{
    private readonly string _path = Path.Combine(Path.GetFullPath(folder), "redis-epoch");

    /// <summary>What was written last; null when nothing was, or it cannot be read.</summary>
    public string? Read()
    {
        try
        {
            return File.Exists(_path) && File.ReadAllText(_path).Trim() is { Length: > 0 } epoch ? epoch : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes what is known now.</summary>
    /// <returns>Whether that worked: where it did not, the next start knows of no earlier Redis.</returns>
    public bool TryWrite(string epoch)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            File.WriteAllText(_path, epoch);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
