using System.Text.Json.Nodes;
using PolicyProxy.Gateway.Commands;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Simulator.Network;

namespace PolicyProxy.Simulator.Gateway;

/// <summary>The real gateway: what <c>policyproxy run</c> runs, in this process so that its clock can be moved. All else goes through its ports.</summary>
/// <param name="settings">Its configuration.</param>
/// <param name="clock">Its clock.</param>
internal sealed class PlaygroundGateway(GatewaySettings settings, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly CancellationTokenSource _stopping = new();
    private PolicyFile? _file;
    private Task<int> _running = Task.FromResult(GatewayCommands.Success);

    /// <summary>What it is configured to do.</summary>
    public GatewaySettings Settings { get; private set; } = settings;

    /// <summary>Where platform and helpdesk reach it.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{settings.ProxyPort}");

    /// <summary>Where its dashboard is.</summary>
    public Uri AdminAddress { get; } = new($"http://127.0.0.1:{settings.AdminPort}");

    private string FilePath => Path.Combine(Settings.Folder, "policyproxy.json");

    /// <summary>Starts it, and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It does not start; it has said why on standard error.</exception>
    public async Task StartAsync()
    {
        await File.WriteAllTextAsync(FilePath, Settings.ToJson());
        _file = PolicyFile.Open(FilePath, new Dictionary<string, string?>());
        _running = Task.Run(() => RunCommand.ExecuteAsync(_file, clock, _stopping.Token));
        await WaitAsync(IsReadyAsync);
    }

    /// <summary>Saves other settings, and waits until they are in force.</summary>
    public async Task EditAsync(Func<GatewaySettings, GatewaySettings> edit)
    {
        Settings = edit(Settings);
        await File.WriteAllTextAsync(FilePath, Settings.ToJson());
        await WaitAsync(async () => (await AskAsync("/status")).Each("channels").Any(channel =>
            channel.Text("name") == "messenger" && channel.At("extendedHours") is not null == Settings.IsExtended));
    }

    /// <summary>What it says of itself.</summary>
    public Task<JsonNode?> HealthAsync() => AskAsync("/health/ready");

    /// <summary>What it says of the window of a channel's client; an <c>error</c> when its store cannot say.</summary>
    public Task<JsonNode?> WindowAsync(Channel channel) => AskAsync($"/windows/{channel.Name}/{channel.Contact}?account={channel.Account}");

    /// <summary>Waits until it says that all is well.</summary>
    public Task WaitUntilReadyAsync() => WaitAsync(IsReadyAsync);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _file?.Dispose();
        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task WaitAsync(Func<Task<bool>> holds)
    {
        for (var start = TimeProvider.System.GetTimestamp(); !await holds(); await Task.Delay(50))
        {
            if (_running.IsCompleted) throw new InvalidOperationException($"The gateway has ended with exit code {await _running}.");
            if (TimeProvider.System.GetElapsedTime(start) > Patience) throw new TimeoutException("The gateway does not come to what it should.");
        }
    }

    private async Task<JsonNode?> AskAsync(string path)
    {
        using var answer = await _client.GetAsync(new Uri(AdminAddress, path));
        return JsonReading.Parse(await answer.Content.ReadAsStringAsync());
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await HealthAsync()).Text("status") == "ready";
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }
}
