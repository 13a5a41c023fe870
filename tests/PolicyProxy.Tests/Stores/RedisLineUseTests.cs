using System.Net;
using System.Security.Authentication;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>When Redis is asked over a line of the gateway's own, and when over the client library.</summary>
public sealed class RedisLineUseTests : OnRedisTest
{
    private const int Kills = 50;

    [SkippableFact]
    public async Task Records_and_look_ups_go_over_the_line()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = Open(Library(redis));
        await HasLineAsync(redis, gateway);

        await gateway.Store.RecordAsync([Record("1")]);
        (await LineAsync(redis))!.ShouldContain("cmd=eval"); // EVALSHA, or EVAL where the script was new.
        (await gateway.Store.FindAsync(Id("2"))).IsErased.ShouldBeFalse();
        (await LineAsync(redis))!.ShouldContain("cmd=get");
    }

    [SkippableFact]
    public async Task It_logs_in_and_asks_the_database_that_is_configured()
    {
        await using var redis = await RedisServer.StartAsync("secret-with=words");
        await using var gateway = Open($"{Library(redis)},password=secret-with=words,defaultDatabase=3");
        await HasLineAsync(redis, gateway);
        await gateway.Store.RecordAsync([Record("1")]);

        (await LineAsync(redis))!.ShouldContain(" db=3 ");
        (await redis.CommandAsync("-n", "3", "GET", "policyproxy:window:whatsapp:1:1")).ShouldBe($"{Now.ToUnixTimeMilliseconds()}");
    }

    [SkippableFact]
    public async Task It_finds_a_server_by_its_name()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = Open(Library(redis).Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        await HasLineAsync(redis, gateway);
    }

    // The client library reads no such address in its connection string, but may be told of one by a name.
    [SkippableFact]
    public async Task It_finds_a_server_by_an_address_of_the_new_kind()
    {
        await using var redis = await RedisServer.StartAsync(options: ["--bind", "127.0.0.1", "-::1"]);
        var address = new IPEndPoint(IPAddress.IPv6Loopback, IPEndPoint.Parse(redis.ConnectionString).Port);
        using var line = await RedisLogin.ConnectAsync(RedisConnection.Parse(redis.ConnectionString), address);
        (await line.AskAsync("*1\r\n$4\r\nPING\r\n"u8, 1))[0].Bytes.ShouldBe("PONG"u8.ToArray());
    }

    [SkippableFact]
    public async Task It_goes_to_the_master_whichever_server_is_named_first()
    {
        await using var master = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync(options: ["--replicaof", .. master.ConnectionString.Split(':')]);
        await Eventually.HoldsAsync(async () => (await replica.CommandAsync("ROLE")).Contains("connected", StringComparison.Ordinal));
        await using var gateway = Open($"{replica.ConnectionString},{Library(master)}");
        await HasLineAsync(master, gateway);
        (await LineAsync(replica)).ShouldBeNull();

        await replica.CommandAsync("REPLICAOF", "NO", "ONE");
        await master.CommandAsync(["REPLICAOF", .. replica.ConnectionString.Split(':')]);
        await HasLineAsync(replica, gateway);
        await Eventually.HoldsAsync(() => gateway.Store.WaitingRecords == 0);
        await gateway.Store.RecordAsync([Record("1")]);
        (await replica.CommandAsync("GET", "policyproxy:window:whatsapp:1:1")).ShouldBe($"{Now.ToUnixTimeMilliseconds()}");
    }

    [SkippableFact]
    public async Task Without_the_right_to_ask_for_the_role_the_library_is_asked()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.CommandAsync("ACL", "SETUSER", "default", "-role");
        await using var gateway = Open(Library(redis));
        for (var i = 0; i < 10; i++)
        {
            await gateway.Store.RecordAsync([Record($"{i}")]);
            await gateway.Store.FindAsync(Id($"unknown{i}"));
            await Task.Delay(20);
        }

        gateway.Store.WaitingRecords.ShouldBe(0);
        (await LineAsync(redis)).ShouldBeNull();

        await redis.CommandAsync("ACL", "SETUSER", "default", "+role");
        await HasLineAsync(redis, gateway);
    }

    [SkippableFact]
    public async Task Where_commands_have_other_names_the_library_is_asked()
    {
        await using var redis = await RedisServer.StartAsync(options: ["--rename-command", "GET", "other"]);
        await using var gateway = Open($"{Library(redis)},$GET=other");
        for (var i = 0; i < 10; i++)
        {
            await Eventually.HoldsAsync(async () => (await gateway.Store.FindAsync(Id($"unknown{i}"))).Time is null);
            await Task.Delay(20);
        }

        (await LineAsync(redis)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task A_line_that_redis_closes_is_made_anew_and_nobody_sees_it()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = Open(Library(redis));
        await HasLineAsync(redis, gateway);
        var before = await LineAsync(redis);
        await redis.CommandAsync("CLIENT", "KILL", "ID", IdOf(before!));
        await Task.Delay(50);
        for (var i = 0; i < 10; i++) await gateway.Store.RecordAsync([Record($"{i}")]);

        gateway.Store.WaitingRecords.ShouldBe(0);
        await HasLineAsync(redis, gateway);
        IdOf((await LineAsync(redis))!).ShouldNotBe(IdOf(before!));
    }

    [SkippableFact]
    public async Task A_gateway_that_closes_leaves_no_connection()
    {
        await using var redis = await RedisServer.StartAsync();
        await using (var gateway = Open(Library(redis))) await HasLineAsync(redis, gateway);
        await Eventually.HoldsAsync(async () => await LineAsync(redis) is null);
    }

    [SkippableFact]
    public async Task A_line_that_is_killed_again_and_again_under_load_loses_nothing()
    {
        await using var redis = await RedisServer.StartAsync();
        using var raw = await ConnectionMultiplexer.ConnectAsync($"{Library(redis)},allowAdmin=true");
        await using var gateway = new ProtectedStore(
            logger => RedisWindowStore.Create(Library(redis), Limit, new HastyClock(), logger), Journal("journal"), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(worker => Task.Run(() => LoadAsync(gateway, worker, stop.Token))).ToList();

        var killed = 0;
        await Eventually.HoldsAsync(async () =>
        {
            var clients = (string)(await raw.GetDatabase().ExecuteAsync("CLIENT", "LIST"))!;
            if (LineOf(clients) is { } line && (string?)await raw.GetDatabase().ExecuteAsync("CLIENT", "KILL", "ID", IdOf(line)) == "1") killed++;
            return killed == Kills;
        });
        await stop.CancelAsync();
        var recorded = (await Task.WhenAll(load)).SelectMany(contacts => contacts).ToList();

        recorded.Count.ShouldBeGreaterThan(1000);
        await Eventually.HoldsAsync(() => gateway.Store.WaitingRecords == 0);
        var stored = await raw.GetDatabase().StringGetAsync([.. recorded.Select(contact => (RedisKey)$"policyproxy:window:whatsapp:1:{contact}")]);
        stored.ShouldAllBe(value => value == $"{Now.ToUnixTimeMilliseconds()}");
    }

    [SkippableFact]
    public async Task A_certificate_that_nobody_trusts_is_not_trusted()
    {
        using var certificate = new ServerCertificate();
        await using var redis = await RedisServer.StartAsync(options: certificate.RedisOptions);

        await Should.ThrowAsync<AuthenticationException>(() => RedisLogin.ConnectAsync(
            RedisConnection.Parse($"localhost:{certificate.Port},ssl=true"), new DnsEndPoint("localhost", certificate.Port)));
    }

    /// <summary>The line, as Redis lists its clients; null where there is none.</summary>
    internal static async Task<string?> LineAsync(RedisServer redis) => LineOf(await redis.CommandAsync("CLIENT", "LIST"));

    private static string Library(RedisServer redis) => $"{redis.ConnectionString},name=library";

    // What has no name, and is not the one that asks: the latest, where one that was killed is still listed.
    private static string? LineOf(string clients) => clients.Split('\n').LastOrDefault(client =>
        client.Contains(" name= ", StringComparison.Ordinal) && client.Contains(" flags=N ", StringComparison.Ordinal) && !client.Contains("cmd=client", StringComparison.Ordinal));

    private static string IdOf(string client) => client.Split('=', ' ')[1];

    private static async Task HasLineAsync(RedisServer redis, ProtectedStore gateway) => await Eventually.HoldsAsync(async () =>
    {
        await gateway.Store.FindAsync(Id("unknown"));
        return await LineAsync(redis) is { } line && (line.Contains("cmd=get", StringComparison.Ordinal) || line.Contains("cmd=eval", StringComparison.Ordinal));
    });

    private async Task<List<string>> LoadAsync(ProtectedStore gateway, int worker, CancellationToken stop)
    {
        var recorded = new List<string>();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var contact = $"{worker}-{i}";
            await gateway.Store.RecordAsync([Record(contact)], CancellationToken.None);
            recorded.Add(contact);
            await Task.Delay(1, CancellationToken.None);
        }

        return recorded;
    }

    /// <summary>A clock by which pauses are over soon.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override long GetTimestamp() => 50 * System.GetTimestamp();
    }
}
