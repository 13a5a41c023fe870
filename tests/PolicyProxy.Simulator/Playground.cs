using PolicyProxy.Simulator.Gateway;
using PolicyProxy.Simulator.Helpdesk;
using PolicyProxy.Simulator.Platform;
using PolicyProxy.Simulator.Store;

namespace PolicyProxy.Simulator;

/// <summary>A platform, a helpdesk and the real gateway between them, with one clock for all, on loopback and in a temporary folder.</summary>
internal sealed class Playground : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("policyproxy-playground-").FullName;

    private Playground(bool isObserving)
    {
        var (proxyPort, adminPort) = (Ports.Take(), Ports.Take());
        var gateway = new Uri($"http://127.0.0.1:{proxyPort}");
        Redis = RedisServer.IsInstalled ? new(_folder) : null;
        Platform = new(gateway, Clock);
        Helpdesk = new(gateway, Clock);
        Gateway = new(
            new()
            {
                ProxyPort = proxyPort,
                AdminPort = adminPort,
                Redis = Redis?.ConnectionString,
                Folder = _folder,
                Platform = Platform.Address,
                Helpdesk = Helpdesk.Address,
                IsObserving = isObserving,
            },
            Clock);
    }

    public MovableClock Clock { get; } = new();

    public MessagingPlatform Platform { get; }

    public SmallHelpdesk Helpdesk { get; }

    public PlaygroundGateway Gateway { get; }

    /// <summary>The gateway's store; null where this machine has no Redis, and the gateway keeps a file instead.</summary>
    public RedisServer? Redis { get; }

    /// <summary>Starts one.</summary>
    /// <param name="isObserving">Whether the gateway forwards everything and only tells.</param>
    public static async Task<Playground> StartAsync(bool isObserving)
    {
        var playground = new Playground(isObserving);
        try
        {
            if (playground.Redis is { } redis) await redis.StartAsync();
            await playground.Platform.StartAsync();
            await playground.Helpdesk.StartAsync();
            await playground.Gateway.StartAsync();
            await playground.Platform.SubscribeAsync();
            return playground;
        }
        catch (Exception)
        {
            // Nothing that was started outlives it.
            await playground.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await Gateway.DisposeAsync();
        await Helpdesk.DisposeAsync();
        if (Redis is not null) await Redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
