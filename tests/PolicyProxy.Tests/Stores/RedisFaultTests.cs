using System.Diagnostics;
using PolicyProxy.Policy;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>Whatever befalls Redis: records wait and arrive, what is known to be open stays open, nothing is told as closed.</summary>
public sealed class RedisFaultTests : OnRedisTest
{
    private const string Secret = "secret";

    private static readonly Dictionary<string, (Func<RedisServer, Task> Break, Func<RedisServer, Task> Mend)> Faults = new()
    {
        ["killed"] = (redis => redis.KillAsync(), redis => redis.StartAgainAsync()),
        ["frozen"] = (redis => redis.FreezeAsync(), redis => redis.ThawAsync()),
        ["made read-only"] = (redis => redis.CommandAsync("REPLICAOF", "127.0.0.1", "1"), redis => redis.CommandAsync("REPLICAOF", "NO", "ONE")),
        ["full"] = (redis => redis.CommandAsync("CONFIG", "SET", "maxmemory", "1"), redis => redis.CommandAsync("CONFIG", "SET", "maxmemory", "0")),
        ["paused for writers"] = (redis => redis.CommandAsync("CLIENT", "PAUSE", "100000", "WRITE"), redis => redis.CommandAsync("CLIENT", "UNPAUSE")),
        ["closed by a password"] = (LockAsync, redis => redis.CommandAsync("-a", Secret, "ACL", "SETUSER", "default", "nopass")),
        ["without the right to write"] = (redis => redis.CommandAsync("ACL", "SETUSER", "default", "-@write", "-@scripting"), redis => redis.CommandAsync("ACL", "SETUSER", "default", "+@all")),
    };

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    protected override TimeSpan Limit => TimeSpan.FromMilliseconds(300);

    [SkippableTheory]
    [MemberData(nameof(FaultNames))]
    public async Task Records_wait_and_arrive(string fault)
    {
        await using var redis = await StartAsync();
        await using var gateway = Open(redis);
        await RecordAsync(gateway, "1");
        await Faults[fault].Break(redis);
        for (var i = 2; i <= 20; i++) await RecordAsync(gateway, $"{i}");
        gateway.Store.WaitingRecords.ShouldBe(19);
        gateway.Store.Recall(Id("20")).Time.ShouldBe(Now);

        await Faults[fault].Mend(redis);
        await Eventually.HoldsAsync(() => gateway.Store.WaitingRecords == 0);
        (await redis.CommandAsync("GET", $"policyproxy:window:whatsapp:1:20")).ShouldBe($"{Now.ToUnixTimeMilliseconds()}");
        Directory.GetFiles(Journal("journal"), "*.journal").ShouldBeEmpty();
    }

    // After each there are seconds in which nothing is to be done but to wait: all at once, each on a Redis of its own.
    [SkippableFact]
    public Task What_is_not_known_to_be_open_is_never_told() => Task.WhenAll(Faults.Keys.Select(async fault =>
    {
        try
        {
            await TellsOnlyWhatIsKnownAsync(fault);
        }
        catch (Exception exception) when (exception is ShouldAssertException or TimeoutException or WindowStoreException)
        {
            throw new InvalidOperationException($"With Redis {fault}: {exception.Message}", exception);
        }
    }));

    [SkippableTheory]
    [MemberData(nameof(FaultNames))]
    public async Task A_hung_or_failing_redis_costs_one_time_limit_in_all(string fault)
    {
        await using var redis = await StartAsync();
        await using var gateway = Open(redis);
        await RecordAsync(gateway, "1");
        await Faults[fault].Break(redis);
        await RecordAsync(gateway, "2");

        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 200; i++)
        {
            await RecordAsync(gateway, $"{i}");
            await Should.ThrowAsync<WindowStoreException>(() => gateway.Store.FindAsync(Id("unknown")));
        }

        // 400 calls that each waited for Redis would take two minutes.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [SkippableFact]
    public async Task A_frozen_redis_does_not_starve_the_thread_pool()
    {
        await using var redis = await StartAsync();
        await using var gateway = Open(redis);
        await RecordAsync(gateway, "1");
        await redis.FreezeAsync();

        var calls = Enumerable.Range(0, 2000).Select(index => FailsAsync(() => gateway.Store.FindAsync(Id($"{index}")))).ToList();
        var watch = Stopwatch.StartNew();
        await Task.Run(() => { });
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await Task.WhenAll(calls)).ShouldAllBe(fails => fails);
        await redis.ThawAsync();
    }

    [SkippableFact]
    public async Task A_redis_that_is_away_at_the_start_is_used_once_it_is_there()
    {
        await using var redis = await StartAsync();
        await redis.KillAsync();
        await using var gateway = Open(redis);
        await RecordAsync(gateway, "1");
        gateway.Store.WaitingRecords.ShouldBe(1);

        await redis.StartAgainAsync();
        await Eventually.HoldsAsync(() => gateway.Store.WaitingRecords == 0);
    }

    [SkippableTheory]
    [InlineData("delayed")]
    [InlineData("swallowed")]
    [InlineData("cut")]
    public async Task A_network_that_fails_loses_no_record(string fault)
    {
        await using var redis = await StartAsync();
        await using var link = FaultyLink.To(redis.ConnectionString);
        await using var gateway = Open(link.Address, "journal");
        await RecordAsync(gateway, "1");
        if (fault == "delayed") link.Delay = 3 * Limit;
        if (fault == "swallowed") link.IsBlackHole = true;
        if (fault == "cut") link.Cut();
        for (var i = 2; i <= 10; i++) await RecordAsync(gateway, $"{i}");
        await Should.ThrowAsync<WindowStoreException>(() => gateway.Store.FindAsync(Id("unknown")));

        (link.Delay, link.IsBlackHole) = (default, false);
        link.Mend();
        await Eventually.HoldsAsync(() => gateway.Store.WaitingRecords == 0);
        (await redis.CommandAsync("GET", $"policyproxy:window:whatsapp:1:10")).ShouldBe($"{Now.ToUnixTimeMilliseconds()}");
    }

    [SkippableTheory]
    [InlineData("SET", "garbage")]
    [InlineData("LPUSH", "1")]
    public async Task A_value_that_no_gateway_wrote_is_an_error_for_its_conversation_alone(string command, string value)
    {
        await using var redis = await StartAsync();
        await using var gateway = Open(redis);
        await redis.CommandAsync(command, "policyproxy:window:whatsapp:1:bad", value);
        await Should.ThrowAsync<WindowStoreException>(() => gateway.Store.FindAsync(Id("bad")));
        await gateway.Store.RecordAsync([Record("good"), Record("bad"), Record("fine")]);

        (await gateway.Store.FindAsync(Id("good"))).Time.ShouldBe(Now);
        (await gateway.Store.FindAsync(Id("fine"))).Time.ShouldBe(Now);
        gateway.Store.Recall(Id("bad")).Time.ShouldBe(Now);
        gateway.Store.WaitingRecords.ShouldBe(1);
        (await redis.CommandAsync("TYPE", "policyproxy:window:whatsapp:1:bad")).ShouldBe(command == "SET" ? "string" : "list");
        gateway.Log.Complaints.ShouldContain(line => line.Contains("not for one conversation", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Such_a_value_does_not_fill_the_log_however_often_it_is_met()
    {
        await using var redis = await StartAsync();
        await using var gateway = Open(redis);
        await redis.CommandAsync("SET", "policyproxy:window:whatsapp:1:bad", "garbage");
        for (var attempt = 0; attempt < 20; attempt++)
        {
            await Should.ThrowAsync<WindowStoreException>(() => gateway.Store.FindAsync(Id("bad")));
            await RecordAsync(gateway, "bad");
        }

        await gateway.Log.WaitForAsync("that no gateway wrote: 1. A line before names them");
        gateway.Store.WaitingRecords.ShouldBe(1);
        await gateway.Store.PingAsync();
        gateway.Log.Complaints.Count.ShouldBe(2, string.Join('\n', gateway.Log.Complaints));
    }

    [SkippableTheory]
    [InlineData("allkeys-lru", true)]
    [InlineData("volatile-ttl", true)]
    [InlineData("noeviction", false)]
    public async Task A_redis_that_may_evict_windows_is_told_of(string policy, bool isTold)
    {
        await using var redis = await RedisServer.StartAsync(options: ["--maxmemory-policy", policy]);
        await using var gateway = Open(redis);
        await gateway.Store.PingAsync();
        if (isTold) await gateway.Log.WaitForAsync($"its maxmemory-policy is {policy}; set it to noeviction");
        else gateway.Log.Complaints.ShouldBeEmpty();
    }

    private async Task TellsOnlyWhatIsKnownAsync(string fault)
    {
        await using var redis = await StartAsync();
        await using var other = Open(redis, $"{fault}, other");
        await using (var gateway = Open(redis, fault)) await RecordAsync(gateway, "1");
        await Faults[fault].Break(redis);

        // Whether or not it answers reads: a gateway that cannot write has its records elsewhere. One second is how often it looks.
        await Eventually.HoldsAsync(async () => await FailsAsync(() => other.Store.FindAsync(Id("unknown"))));
        await Should.ThrowAsync<WindowStoreException>(() => other.Store.FindAsync(Id("1")));

        await Faults[fault].Mend(redis);
        await Eventually.HoldsAsync(async () => await other.Store.FindAsync(Id("1")) == LastContact.At(Now));
        await Eventually.HoldsAsync(async () => await other.Store.FindAsync(Id("unknown")) == LastContact.Never);
    }

    private static async Task<RedisServer> StartAsync() => await RedisServer.StartAsync(options: ["--appendonly", "yes", "--appendfsync", "always"]);

    private static async Task LockAsync(RedisServer redis)
    {
        await redis.CommandAsync("ACL", "SETUSER", "default", "resetpass", $">{Secret}");
        await redis.CommandAsync("-a", Secret, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no");
    }

    private Task RecordAsync(ProtectedStore gateway, string contact) => gateway.Store.RecordAsync([Record(contact)]);

    private static async Task<bool> FailsAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (WindowStoreException)
        {
            return true;
        }
    }
}
