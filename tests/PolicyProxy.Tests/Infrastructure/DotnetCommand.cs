using System.Diagnostics;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>The SDK's own commands, with a folder for restored packages of the test's own.</summary>
internal static class DotnetCommand
{
    /// <summary>Runs a command to its end.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="packages">The folder that packages are restored into; null for the one of everything else.</param>
    /// <param name="arguments">The command.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(string directory, string? packages, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true };
        if (packages is not null) start.Environment["NUGET_PACKAGES"] = packages;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
