using System.Diagnostics;
using Xunit;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>Keeps everybody from writing to a file or a directory; skips the test where that is not possible.</summary>
internal sealed class WriteProtection : IDisposable
{
    private readonly string _path;

    private WriteProtection(string path) => _path = path;

    /// <summary>Protects a file, or a directory from new files, until it is disposed.</summary>
    public static WriteProtection Of(string path)
    {
        // Modes do not bind root; the immutable mark does, where the file system and the container let root set it.
        var isProtected = Environment.IsPrivilegedProcess ? Run("chattr", "+i", path) : Run("chmod", "a-w", path);
        Skip.IfNot(isProtected, "Nothing here can be kept from root's writing.");
        return new(path);
    }

    public void Dispose()
    {
        if (Environment.IsPrivilegedProcess) Run("chattr", "-i", _path);
        else Run("chmod", "u+w", _path);
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
