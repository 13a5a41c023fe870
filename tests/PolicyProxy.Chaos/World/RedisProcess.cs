using System.Net.Sockets;

namespace PolicyProxy.Chaos.World;

/// <summary>A Redis server that keeps what it acknowledged, also when it is killed.</summary>
internal sealed class RedisProcess(ProcessGuard guard, string directory) : IAsyncDisposable
{
    /// <summary>The password that it sometimes asks for.</summary>
    private const string Password = "a-password-of-chaos";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private ServerProcess? _server;

    public int Port { get; } = Ports.Take();

    private ServerProcess Server => _server ??= new(
        guard, directory, Path.Combine(directory, "redis.log"),
        "redis-server", "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", directory, "--save", "", "--appendonly", "yes", "--appendfsync", "always");

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task StartAsync()
    {
        Server.Start();
        await ConfigureAsync("PING");
    }

    public Task KillAsync() => Server.KillAsync();

    public void Freeze() => Server.Signal("STOP");

    public void Thaw() => Server.Signal("CONT");

    /// <summary>Asks for a password from now on, also of who is connected.</summary>
    public async Task RequirePasswordAsync()
    {
        await ConfigureAsync("CONFIG", "SET", "requirepass", Password);
        await ConfigureAsync("CLIENT", "KILL", "TYPE", "normal");
    }

    /// <summary>Runs a command, again until it is done: the server may be about to come back.</summary>
    public async Task ConfigureAsync(params string[] command)
    {
        var last = "";
        for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < Patience; await Task.Delay(50))
        {
            try
            {
                using var client = await RedisClient.ConnectAsync(Port);
                // Answered by an error where no password is asked for.
                await client.AskAsync("AUTH", Password);
                last = await client.AskAsync(command) as string;
                if (last?.StartsWith('-') != true) return;
            }
            catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
            {
                last = exception.Message;
            }
        }

        throw new ChaosException($"redis-server did not do {string.Join(' ', command)}: {last}");
    }

    /// <summary>Every conversation's value as it is.</summary>
    public async Task<Dictionary<string, string>> ReadAsync()
    {
        const string Prefix = "policyproxy:window:";
        using var client = await RedisClient.ConnectAsync(Port);
        var values = new Dictionary<string, string>();
        var keys = await client.AskAsync("KEYS", $"{Prefix}*") as List<object?> ?? throw new ChaosException("redis-server does not list its keys");
        foreach (var key in keys.Cast<string>())
        {
            if (await client.AskAsync("GET", key) is string value) values[key[Prefix.Length..]] = value;
        }

        return values;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
