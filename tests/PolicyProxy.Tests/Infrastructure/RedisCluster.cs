using System.Diagnostics;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>Three Redis servers that share the keys between them.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private readonly List<RedisServer> _servers = [];

    /// <summary>How to reach it: by one of its servers, which tells of the others.</summary>
    public string ConnectionString => _servers[0].ConnectionString;

    public IReadOnlyList<RedisServer> Servers => _servers;

    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster();
        for (var i = 0; i < 3; i++)
            cluster._servers.Add(await RedisServer.StartAsync(options: ["--cluster-enabled", "yes", "--cluster-port", $"{Ports.Take()}", "--cluster-node-timeout", "3000"]));
        await ManageAsync(["create", .. cluster._servers.Select(server => server.ConnectionString), "--cluster-yes"]);
        await Eventually.HoldsAsync(async () => (await Task.WhenAll(cluster._servers.Select(server => server.CommandAsync("CLUSTER", "INFO"))))
            .All(info => info.Contains("cluster_state:ok", StringComparison.Ordinal)));
        return cluster;
    }

    /// <summary>Moves a number of slots, with the keys in them, from one server to another.</summary>
    public async Task MoveSlotsAsync(int from, int to, int count) => await ManageAsync(
        [
            "reshard", ConnectionString, "--cluster-from", await _servers[from].CommandAsync("CLUSTER", "MYID"),
            "--cluster-to", await _servers[to].CommandAsync("CLUSTER", "MYID"), "--cluster-slots", $"{count}", "--cluster-yes",
        ]);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    private static async Task ManageAsync(string[] arguments)
    {
        using var manager = Process.Start(new ProcessStartInfo("redis-cli", ["--cluster", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await manager.StandardOutput.ReadToEndAsync() + await manager.StandardError.ReadToEndAsync();
        await manager.WaitForExitAsync();
        if (manager.ExitCode != 0) throw new InvalidOperationException($"redis-cli --cluster {arguments[0]}: {output}");
    }
}
