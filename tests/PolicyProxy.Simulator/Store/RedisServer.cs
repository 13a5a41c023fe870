using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PolicyProxy.Simulator.Store;

/// <summary>A Redis server of the playground's own, which can be taken away and comes back with what it had.</summary>
/// <param name="folder">Where it keeps its data.</param>
internal sealed class RedisServer(string folder) : IAsyncDisposable
{
    // Redis goes with the playground, whatever ends that: the shell waits for the end of its input. Ctrl+C is for the playground alone.
    private const string Script = "trap '' INT; redis-server \"$@\" >/dev/null & server=$!; read -r _; kill $server 2>/dev/null; wait $server";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly int _port = Ports.Take();
    private Process? _process;

    /// <summary>Whether this machine has one.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(directory => File.Exists(Path.Combine(directory, "redis-server")));

    /// <summary>How the gateway reaches it.</summary>
    public string ConnectionString => $"127.0.0.1:{_port}";

    public bool IsUp => _process is not null;

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        if (_process is not null) return;
        string[] arguments =
        [
            "--port", $"{_port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
        ];
        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", .. arguments]) { RedirectStandardInput = true })!;
        for (var started = Stopwatch.StartNew(); !await ListensAsync(); await Task.Delay(20))
        {
            if (!process.HasExited && started.Elapsed < Patience) continue;
            await EndAsync(process);
            throw new IOException($"redis-server does not start on port {_port}.");
        }

        _process = process;
    }

    /// <summary>Stops it.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process) await EndAsync(process);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static async Task EndAsync(Process process)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, _port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[1];
            await client.GetStream().ReadExactlyAsync(answer);

            // An error while it still reads what it had.
            return answer[0] == '+';
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
