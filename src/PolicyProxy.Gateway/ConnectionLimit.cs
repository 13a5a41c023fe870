using System.Globalization;

namespace PolicyProxy.Gateway;

/// <summary>
/// How many connections the process may take on without running out of file descriptors, which the runtime does not always survive: it
/// ends the process when it cannot start a thread.
/// </summary>
internal static class ConnectionLimit
{
    // The connection, the one to the other side, and a file for a large body.
    private const int DescriptorsEach = 3;

    // For the store, the journal, the configuration file, the administrator, and what the runtime needs by itself.
    private const int Spare = 40;

    private const int Fewest = 16;

    /// <summary>The limit by what is open now; null where the system does not tell, or has none.</summary>
    public static long? Read()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        if (line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [_, _, _, _, var hard, ..]) return null;
        if (!long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var most)) return null;
        var open = Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
        return Math.Max(Fewest, (most - open - Spare) / DescriptorsEach);
    }
}
