using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Faults;

/// <summary>What goes wrong with Redis and on the way to it.</summary>
internal static class RedisFaults
{
    private const string Server = "redis";
    private const string Clients = "redis's connections";
    private const string Link = "link to redis";

    // Nobody listens there.
    private const string NowhereHost = "127.0.0.1";
    private const string NowherePort = "1";

    /// <summary>All of them.</summary>
    /// <param name="redis">The server.</param>
    /// <param name="link">The way from one gateway to it.</param>
    /// <param name="gateways">Both gateways.</param>
    /// <param name="linked">The gateway that goes by the link.</param>
    public static IEnumerable<Fault> Of(RedisProcess redis, RedisLink link, IReadOnlyList<string> gateways, string linked)
    {
        Task ConfigureAsync(params string[] command) => redis.ConfigureAsync(command);
        Fault ToServer(string what, Func<Task> doAsync, Func<Task> undoAsync) =>
            Make($"redis: {what}", Server, doAsync, undoAsync) with { StoreAway = gateways };
        Fault OnLink(LinkMode mode)
        {
            var fault = Make($"link from gateway {linked}: {mode}", Link, () => Now(() => link.Set(mode)), () => Now(() => link.Set(LinkMode.Open)));
            return fault with { StoreAway = [linked] };
        }

        Fault Brief(string what, string subject, params string[] command) =>
            Make($"redis: {what}", subject, () => ConfigureAsync(command), () => Task.CompletedTask) with { IsBrief = true };

        return
        [
            ToServer("SIGSTOP", () => Now(redis.Freeze), () => Now(redis.Thaw)),
            ToServer("kill -9", redis.KillAsync, redis.StartAsync),
            ToServer("out of memory", () => ConfigureAsync("CONFIG", "SET", "maxmemory", "1"), () => ConfigureAsync("CONFIG", "SET", "maxmemory", "0")),
            ToServer("replica of nowhere", () => ConfigureAsync("REPLICAOF", NowhereHost, NowherePort), () => ConfigureAsync("REPLICAOF", "NO", "ONE")),
            ToServer("password", redis.RequirePasswordAsync, () => ConfigureAsync("CONFIG", "SET", "requirepass", "")),
            Brief("CLIENT KILL", Clients, "CLIENT", "KILL", "TYPE", "normal") with { StoreAway = gateways },
            Brief("FLUSHALL", Server, "FLUSHALL") with { LosesData = true },
            OnLink(LinkMode.Slow),
            OnLink(LinkMode.Silent),
            OnLink(LinkMode.Cut),
        ];
    }

    private static Fault Make(string name, string subject, Func<Task> doAsync, Func<Task> undoAsync) => new(
        name,
        subject,
        async () =>
        {
            await doAsync();
            return null;
        },
        undoAsync);

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
