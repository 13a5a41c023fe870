namespace PolicyProxy.Chaos.World;

/// <summary>Everything of a run that is not load: stubs, store, gateways; all on loopback, all ended with it.</summary>
internal sealed class ChaosWorld : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _ends = [];

    public required ProcessGuard Guard { get; init; }

    public required string Directory { get; init; }

    public Stub Platform { get; } = Stubs.Platform();

    public Stub Helpdesk { get; } = Stubs.Helpdesk();

    /// <summary>The store; null on SQLite.</summary>
    public RedisProcess? Redis { get; private set; }

    /// <summary>The way from the first gateway to Redis; null on SQLite.</summary>
    public RedisLink? Link { get; private set; }

    public IReadOnlyList<GatewayProcess> Gateways { get; private set; } = [];

    private string SqliteFile => Path.Combine(Directory, "windows.db");

    /// <summary>Starts two gateways on Redis, one of them behind a link, or one on SQLite.</summary>
    public async Task StartAsync(bool onRedis)
    {
        _ends.AddRange([Platform, Helpdesk]);
        await Platform.StartAsync();
        await Helpdesk.StartAsync();
        if (onRedis)
        {
            Redis = new(Guard, Directory);
            _ends.Add(Redis);
            await Redis.StartAsync();
            Link = new(Redis.Port);
            _ends.Add(Link);
            Gateways = [Gateway("a", "Redis", $"127.0.0.1:{Link.Port}"), Gateway("b", "Redis", $"127.0.0.1:{Redis.Port}")];
        }
        else
        {
            Gateways = [Gateway("a", "Sqlite", $"Data Source={SqliteFile}")];
        }

        _ends.AddRange(Gateways);
        foreach (var gateway in Gateways) await gateway.StartAsync();
        await WaitUntilReadyAsync();
    }

    /// <summary>Waits until every gateway says that all is well.</summary>
    public async Task WaitUntilReadyAsync()
    {
        foreach (var gateway in Gateways) await gateway.WaitUntilReadyAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>The store's values as they are, by conversation.</summary>
    public async Task<Dictionary<string, string>> ReadStoreAsync() => Redis is null ? SqliteWindows.Read(SqliteFile) : await Redis.ReadAsync();

    public async ValueTask DisposeAsync()
    {
        // The stubs last: they answer what the gateways still wait for.
        for (var i = _ends.Count - 1; i >= 0; i--) await _ends[i].DisposeAsync();
    }

    private GatewayProcess Gateway(string name, string provider, string connection) => new(
        name, Guard, Path.Combine(Directory, name),
        (proxy, admin) => GatewaySettings.Write(proxy, admin, provider, connection, Helpdesk.Address, Platform.Address));
}
