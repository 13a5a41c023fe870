using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PolicyProxy.Benchmarks;

/// <summary>A Redis server on a free port of the loopback that keeps nothing on disk.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly Process _process;

    private RedisProcess(Process process, int port)
    {
        (_process, ConnectionString) = (process, $"127.0.0.1:{port}");

        // A benchmark that fails is not cleaned up after.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Kill();
    }

    /// <summary>Whether this machine can start one.</summary>
    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(directory => File.Exists(Path.Combine(directory, "redis-server")));

    /// <summary>How to reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<RedisProcess> StartAsync(string directory)
    {
        var port = Ports.Take();
        string[] arguments = ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory];
        var server = new RedisProcess(Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })!, port);
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(10); await Task.Delay(20))
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return server;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        throw new InvalidOperationException("redis-server does not start.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }
}
