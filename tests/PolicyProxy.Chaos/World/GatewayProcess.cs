using System.Net.Http.Json;
using System.Text.Json;

namespace PolicyProxy.Chaos.World;

/// <summary>The built gateway as a process, with a configuration file and a journal of its own.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(35);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(3) };
    private readonly ServerProcess _server;
    private readonly Uri _admin;
    private readonly string _file;
    private readonly string _configuration;

    /// <param name="name">a or b.</param>
    /// <param name="guard">Ends it when the checker is gone.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="settings">Gives the configuration file for its ports.</param>
    public GatewayProcess(string name, ProcessGuard guard, string directory, Func<int, int, string> settings)
    {
        var (proxy, admin) = (Ports.Take(), Ports.Take());
        Directory.CreateDirectory(directory);
        (Name, Address, _admin) = (name, new($"http://127.0.0.1:{proxy}"), new($"http://127.0.0.1:{admin}"));
        (_file, _configuration) = (Path.Combine(directory, "policyproxy.json"), settings(proxy, admin));
        File.WriteAllText(_file, _configuration);
        _server = new(
            guard, directory, Path.Combine(directory, "gateway.log"),
            "dotnet", Path.Combine(AppContext.BaseDirectory, "policyproxy.dll"), "run", "--config", _file);
    }

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>Starts it and waits until it listens; its store may be away.</summary>
    public async Task StartAsync()
    {
        for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < StartLimit; await Task.Delay(50))
        {
            if (!_server.IsRunning) _server.Start();
            if (await StateAsync() is not null) return;
        }

        throw new ChaosException($"gateway {Name} does not start: see its gateway.log");
    }

    public Task KillAsync() => _server.KillAsync();

    /// <summary>Ends it as a container runtime does.</summary>
    /// <returns>Its exit code; null when it did not end in time.</returns>
    public Task<int?> TerminateAsync()
    {
        _server.Signal("TERM");
        return _server.WaitForExitAsync(StopLimit);
    }

    /// <summary>Saves the first half of its configuration file, as an editor that crashes.</summary>
    public Task SaveHalfAsync() => File.WriteAllTextAsync(_file, _configuration[..(_configuration.Length / 2)]);

    public Task SaveWholeAsync() => File.WriteAllTextAsync(_file, _configuration);

    /// <summary>Waits until it says that all is well.</summary>
    public async Task WaitUntilReadyAsync(TimeSpan limit)
    {
        GatewayState? state = null;
        for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < limit; await Task.Delay(100))
        {
            state = await StateAsync();
            if (state?.Status == "ready") return;
        }

        throw new ChaosException($"gateway {Name} is not ready though all is well again: {state?.Text ?? "no answer"}");
    }

    /// <summary>What it says of itself; null when it says nothing.</summary>
    public async Task<GatewayState?> StateAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(_admin, "/health/ready"));
            var health = await response.Content.ReadFromJsonAsync<JsonElement>();
            var storeIsAway = health.GetProperty("checks").EnumerateArray()
                .Any(check => check.GetProperty("name").GetString() is "store" or "journal" && check.GetProperty("status").GetString() != "ready");
            return new(health.GetProperty("status").GetString()!, storeIsAway, health.GetRawText());
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException or JsonException)
        {
            // Down, or on its way up.
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
    }
}
