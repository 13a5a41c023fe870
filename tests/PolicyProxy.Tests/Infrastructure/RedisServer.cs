using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A Redis server of the test's own, which it may kill, start again and freeze. It keeps nothing on disk.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    private readonly int _port = Ports.Take();
    private readonly string _directory = Directory.CreateTempSubdirectory("policyproxy-redis-").FullName;
    private readonly string? _password;
    private Process? _process;

    private readonly string[] _options;

    private RedisServer(string? password, string[] options) => (_password, _options) = (password, options);

    /// <summary>How to reach it, without the password.</summary>
    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>Whether this machine can start one.</summary>
    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(directory => File.Exists(Path.Combine(directory, "redis-server")));

    /// <summary>Starts a server on a free port; skips the test where none is installed.</summary>
    public static async Task<RedisServer> StartAsync(string? password = null, params string[] options)
    {
        RedisRequired.SkipUnless(IsInstalled);
        var server = new RedisServer(password, options);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it on its port once more, empty.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("redis-server")
        {
            ArgumentList =
            {
                "--port", $"{_port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _directory,
                "--logfile", Path.Combine(_directory, "redis.log"),
            },
        };
        foreach (var option in _options) start.ArgumentList.Add(option);
        if (_password is not null) start.ArgumentList.Add("--requirepass");
        if (_password is not null) start.ArgumentList.Add(_password);
        _process = Process.Start(start) ?? throw new InvalidOperationException("redis-server does not start.");

        var started = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || started.Elapsed > StartLimit) throw new InvalidOperationException("redis-server does not start.");
            await Task.Delay(20);
        }
    }

    /// <summary>Ends it as a crash would.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Lets it run a command, and answers what it says.</summary>
    public async Task<string> CommandAsync(params string[] words)
    {
        using var client = Process.Start(new ProcessStartInfo("redis-cli", [.. Login, .. words]) { RedirectStandardOutput = true })!;
        var answer = await client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync();
        return answer.Trim();
    }

    /// <summary>Freezes it: connections stay open, nothing is answered.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private string[] Login => ["-p", $"{_port}", .. _password is null ? Array.Empty<string>() : ["--no-auth-warning", "-a", _password]];

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[64];
            var length = await client.GetStream().ReadAsync(answer);
            return Encoding.ASCII.GetString(answer, 0, length) is var text && (text.Contains("PONG") || text.Contains("NOAUTH") || text.Contains("MASTERDOWN"));
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
