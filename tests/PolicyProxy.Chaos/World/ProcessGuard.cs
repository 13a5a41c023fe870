using System.Diagnostics;
using System.Globalization;

namespace PolicyProxy.Chaos.World;

/// <summary>Ends what the checker started, also when the checker itself is killed: a process that outlives it for that.</summary>
internal sealed class ProcessGuard : IAsyncDisposable
{
    private readonly Process _guard;

    public ProcessGuard() => _guard = Process.Start(new ProcessStartInfo("dotnet", [Itself, "guard"]) { RedirectStandardInput = true })
        ?? throw new ChaosException("the guard does not start");

    /// <summary>This program.</summary>
    public static string Itself => Path.Combine(AppContext.BaseDirectory, "policyproxy-chaos.dll");

    /// <summary>Starts a process that is ended with the checker, whatever ends that.</summary>
    public Process Start(ProcessStartInfo start)
    {
        var process = Process.Start(start) ?? throw new ChaosException($"{start.FileName} does not start");
        Tell($"+{process.Id}");
        return process;
    }

    /// <summary>A process has ended, and its number may be another's soon.</summary>
    public void Forget(int process) => Tell($"-{process}");

    /// <summary>The guard's own process: waits until the checker is gone and ends what it left.</summary>
    public static async Task<int> RunAsync()
    {
        // Ctrl+C reaches the whole group; the guard goes last.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        var running = new HashSet<int>();
        while (await Console.In.ReadLineAsync() is { Length: > 1 } line)
        {
            var process = int.Parse(line[1..], CultureInfo.InvariantCulture);
            if (line[0] == '+') running.Add(process);
            else running.Remove(process);
        }

        foreach (var process in running) Signals.Send("KILL", process);
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }

    private void Tell(string line)
    {
        lock (_guard)
        {
            _guard.StandardInput.WriteLine(line);
            _guard.StandardInput.Flush();
        }
    }
}
