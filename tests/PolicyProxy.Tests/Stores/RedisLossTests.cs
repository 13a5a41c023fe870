using System.Diagnostics;
using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>A Redis that lost what it was told is told again, and nothing it does not know any more is told as closed.</summary>
public sealed class RedisLossTests : OnRedisTest
{
    [SkippableTheory]
    [InlineData("FLUSHALL")]
    [InlineData("FLUSHALL ASYNC")]
    [InlineData("restart")]
    public async Task An_emptied_redis_is_told_again_by_every_gateway(string loss)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = Open(redis, "one");
        await using var other = Open(redis, "other");
        await one.Store.RecordAsync(Enumerable.Range(0, 1000).Select(index => Record($"one-{index}")).ToList());
        await other.Store.RecordAsync([Record("other")]);
        await one.Store.PingAsync();
        await other.Store.PingAsync();
        await LoseAsync(redis, loss);

        await ShouldNeverBeUnknownAsync(one, "other");
        await ShouldNeverBeUnknownAsync(other, "one-999");
        (await redis.CommandAsync("KEYS", "policyproxy:window:*")).Split('\n').Length.ShouldBe(1001);
        await one.Log.WaitForAsync("Records that the store was told again: 1000");
    }

    [SkippableFact]
    public async Task An_emptied_redis_says_unknown_again_when_it_was_told_again()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = Open(redis);
        await gateway.Store.PingAsync();
        await LoseAsync(redis, "FLUSHALL");

        await Should.ThrowAsync<WindowStoreException>(() => gateway.Store.FindAsync(Id("stranger")));
        await Eventually.HoldsAsync(async () => await gateway.Store.FindAsync(Id("stranger")) == LastContact.Never);
    }

    [SkippableFact]
    public async Task A_gateway_that_starts_on_a_redis_that_was_emptied_since_it_last_ran_does_not_take_it_for_one_that_never_knew()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var other = Open(redis, "other");
        await other.Store.RecordAsync([Record("1")]);
        await other.Store.PingAsync();
        new EpochFile(Journal("journal")).TryWrite(await redis.CommandAsync("GET", "policyproxy:epoch")).ShouldBeTrue();
        await LoseAsync(redis, "FLUSHALL");

        await using var next = Open(redis);
        await ShouldNeverBeUnknownAsync(next, "1");
        await Eventually.HoldsAsync(async () => await next.Store.FindAsync(Id("stranger")) == LastContact.Never);
    }

    [SkippableFact]
    public async Task A_first_redis_that_is_empty_lost_nothing()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = Open(redis);

        (await gateway.Store.FindAsync(Id("stranger"))).ShouldBe(LastContact.Never);
        await gateway.Store.PingAsync();
        (await gateway.Store.FindAsync(Id("stranger"))).ShouldBe(LastContact.Never);
        gateway.Log.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Erasures_ties_and_the_time_a_channel_was_first_seen_are_told_again()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = Open(redis);
        await gateway.Store.RecordAsync([Record("1"), Record("2")]);
        await gateway.Store.ForgetAsync(Id("1"), Now.AddSeconds(1), Now.AddDays(2));
        await gateway.Store.TieAsync([new(Id("2"), ["3"], Now.AddDays(31))]);
        await gateway.Store.FirstSeenAsync("whatsapp", Now.AddDays(-3));
        await gateway.Store.PingAsync();
        await LoseAsync(redis, "FLUSHALL");

        await Eventually.HoldsAsync(async () => await gateway.Store.FindAsync(Id("1")) == LastContact.ErasedAt(Now.AddSeconds(1)));
        (await gateway.Store.FindTiesAsync(Id("2"))).ShouldBe(["3"]);
        (await redis.CommandAsync("GET", "policyproxy:channel:whatsapp")).ShouldBe($"{Now.AddDays(-3).ToUnixTimeMilliseconds()}");
    }

    [SkippableFact]
    public async Task What_is_lost_while_an_earlier_loss_is_in_doubt_is_told_again_at_once()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = Open(redis);
        await gateway.Store.PingAsync();
        await gateway.Store.RecordAsync([Record("1")]);
        await LoseAsync(redis, "FLUSHALL");
        await gateway.Log.WaitForAsync("Records that the store was told again: 1");
        await LoseAsync(redis, "FLUSHALL");

        // Others that have forgotten what this gateway knows would take the contact for a stranger.
        var lost = Stopwatch.StartNew();
        await Eventually.HoldsAsync(async () => (await redis.CommandAsync("GET", "policyproxy:window:whatsapp:1:1")).Length > 0);
        lost.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
    }

    [SkippableFact]
    public async Task Nothing_is_told_again_where_that_is_turned_off()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = Open(redis, reassert: TimeSpan.Zero);
        await gateway.Store.RecordAsync([Record("1")]);
        await gateway.Store.PingAsync();
        await LoseAsync(redis, "FLUSHALL");

        await Eventually.HoldsAsync(async () => await gateway.Store.FindAsync(Id("1")) == LastContact.Never);
    }

    [SkippableFact]
    public async Task A_replica_that_takes_over_without_the_last_seconds_is_told_again()
    {
        await using var master = await RedisServer.StartAsync(options: ["--repl-diskless-sync-delay", "0"]);
        await using var replica = await RedisServer.StartAsync(options: ["--replicaof", .. master.ConnectionString.Split(':')]);
        await using var gateway = Open($"{master.ConnectionString},{replica.ConnectionString}", "journal");
        await using var other = Open($"{master.ConnectionString},{replica.ConnectionString}", "other");
        await Eventually.HoldsAsync(async () => (await replica.CommandAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal));
        await gateway.Store.RecordAsync([Record("before")]);
        await Eventually.HoldsAsync(async () => (await replica.CommandAsync("GET", "policyproxy:window:whatsapp:1:before")).Length > 0);

        // The replica hears nothing more, and takes over.
        await replica.CommandAsync("REPLICAOF", "127.0.0.1", "1");
        await gateway.Store.RecordAsync([Record("last")]);
        await other.Store.FindAsync(Id("stranger"));
        await master.KillAsync();
        await replica.CommandAsync("REPLICAOF", "NO", "ONE");

        await ShouldNeverBeUnknownAsync(other, "last");
        await ShouldNeverBeUnknownAsync(gateway, "last");
        (await replica.CommandAsync("GET", "policyproxy:window:whatsapp:1:last")).ShouldBe($"{Now.ToUnixTimeMilliseconds()}");
        await gateway.Log.WaitForAsync("Records that the store was told again: 2");
    }

    private static async Task LoseAsync(RedisServer redis, string loss)
    {
        if (loss != "restart")
        {
            await redis.CommandAsync(loss.Split(' '));
            return;
        }

        await redis.KillAsync();
        await redis.StartAgainAsync();
    }

    private async Task ShouldNeverBeUnknownAsync(ProtectedStore gateway, string contact) => await Eventually.HoldsAsync(async () =>
    {
        var found = await gateway.Store.FindAsync(Id(contact));
        found.Time.ShouldBe(Now);
        return true;
    });
}
