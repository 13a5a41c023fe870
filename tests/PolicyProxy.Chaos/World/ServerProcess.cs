using System.Diagnostics;

namespace PolicyProxy.Chaos.World;

/// <summary>A server as a process of its own, that can be killed and started again; what it says goes to a file.</summary>
/// <param name="guard">Ends it when the checker is gone.</param>
/// <param name="directory">Where it runs.</param>
/// <param name="log">The file for what it says.</param>
/// <param name="command">The program and its arguments.</param>
internal sealed class ServerProcess(ProcessGuard guard, string directory, string log, params string[] command) : IAsyncDisposable
{
    private Process? _process;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts it; does not wait until it is ready.</summary>
    public void Start() =>
        // exec: the shell becomes the server, and its signals reach the server.
        _process = guard.Start(new("/bin/sh", ["-c", $"exec {string.Join(' ', command.Select(Quoted))} >>{Quoted(log)} 2>&1 </dev/null"]) { WorkingDirectory = directory });

    public void Signal(string signal)
    {
        if (_process is not null) Signals.Send(signal, _process.Id);
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        Signal("KILL");
        await WaitForExitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Waits until it has ended.</summary>
    /// <returns>Its exit code; null when it had not ended in time and was killed.</returns>
    public async Task<int?> WaitForExitAsync(TimeSpan limit)
    {
        if (_process is null) return 0;
        using var patience = new CancellationTokenSource(limit);
        var inTime = true;
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            inTime = false;
            Signals.Send("KILL", _process.Id);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        int? code = inTime ? _process.ExitCode : null;
        guard.Forget(_process.Id);
        _process.Dispose();
        _process = null;
        return code;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
