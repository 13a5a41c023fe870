using System.Diagnostics;
using Xunit;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A disk with room for little, which a test can fill and make read-only. It takes the rights to mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TestDirectory _directory = new();

    private SmallDisk()
    {
    }

    public string Path => _directory.Path;

    private string Filler => _directory.File("filler");

    /// <summary>Mounts one; skips the test where that is not allowed.</summary>
    public static SmallDisk Mount(int kibibytes = 512)
    {
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", disk.Path) == 0) return disk;
        disk._directory.Dispose();
        Skip.If(true, "A disk cannot be mounted here.");
        return disk;
    }

    /// <summary>Leaves no room on it.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) filler.Write(new byte[512]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Makes room.</summary>
    public void Empty() => File.Delete(Filler);

    /// <summary>Lets nobody write to it; nobody may have a file open on it for writing.</summary>
    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path);

    public void MakeWritable() => Run("mount", "-o", "remount,rw", Path);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _directory.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
