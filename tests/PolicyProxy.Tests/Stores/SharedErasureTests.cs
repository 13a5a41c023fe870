using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>What one gateway records another knows at once; what one erases no other takes for open any more.</summary>
public sealed class SharedErasureTests : OnRedisTest
{
    [SkippableFact]
    public async Task Recorded_through_one_open_at_once_through_the_other()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = Open(redis, "one");
        await using var other = Open(redis, "other");
        for (var i = 0; i < 100; i++)
        {
            await one.Store.RecordAsync([Record($"{i}")]);
            (await other.Store.FindAsync(Id($"{i}"))).Time.ShouldBe(Now);
        }
    }

    [SkippableFact]
    public async Task Erased_through_one_remembered_by_the_other_no_more()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = Open(redis, "one");
        await using var other = Open(redis, "other");
        await one.Store.RecordAsync([Record("1"), Record("2")]);
        await other.Store.FindAsync(Id("1"));
        await other.Store.FindAsync(Id("2"));
        other.Store.Recall(Id("1")).Time.ShouldBe(Now);
        await one.Store.ForgetAsync(Id("1"), Now.AddSeconds(1), Now.AddDays(2));

        one.Store.Recall(Id("1")).Time.ShouldBeNull();
        await Eventually.HoldsAsync(() => other.Store.Recall(Id("1")).Time is null);
        (await other.Store.FindAsync(Id("1"))).IsErased.ShouldBeTrue();
        other.Store.Recall(Id("2")).Time.ShouldBe(Now);
    }

    [SkippableFact]
    public async Task Erased_through_one_remembered_by_the_other_no_more_even_when_the_word_of_it_is_lost()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = Open(redis, "one");
        await using var other = Open(redis, "other");
        await one.Store.RecordAsync([Record("1")]);
        await other.Store.FindAsync(Id("1"));

        // Nobody may publish to the channel, so that only looking tells.
        await redis.CommandAsync("ACL", "SETUSER", "default", "resetchannels");
        await redis.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await Should.ThrowAsync<WindowStoreException>(() => one.Store.ForgetAsync(Id("1"), Now.AddSeconds(1), Now.AddDays(2)));

        await Eventually.HoldsAsync(() => other.Store.Recall(Id("1")).Time is null);
    }

    [SkippableFact]
    public async Task A_client_who_writes_after_the_erasure_is_known_everywhere()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = Open(redis, "one");
        await using var other = Open(redis, "other");
        await one.Store.RecordAsync([Record("1")]);
        await one.Store.ForgetAsync(Id("1"), Now.AddSeconds(1), Now.AddDays(2));
        await other.Store.RecordAsync([Record("1") with { Time = Now.AddSeconds(2) }]);
        await one.Store.PingAsync();
        await other.Store.PingAsync();

        other.Store.Recall(Id("1")).Time.ShouldBe(Now.AddSeconds(2));
        (await one.Store.FindAsync(Id("1"))).Time.ShouldBe(Now.AddSeconds(2));
    }

    [SkippableFact]
    public async Task A_webhook_that_waited_in_the_journal_does_not_reopen_what_was_erased_after_it()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var link = FaultyLink.To(redis.ConnectionString);
        await using var one = Open(link.Address, "one");
        await using var other = Open(redis, "other");
        await one.Store.PingAsync();
        link.Cut();
        await one.Store.RecordAsync([Record("1")]);
        await other.Store.ForgetAsync(Id("1"), Now.AddSeconds(1), Now.AddDays(2));
        link.Mend();

        await Eventually.HoldsAsync(async () => (await one.Store.FindAsync(Id("1"))).IsErased);
        await Eventually.HoldsAsync(() => one.Store.WaitingRecords == 0 && one.Store.Recall(Id("1")).Time is null);
        (await redis.CommandAsync("GET", "policyproxy:window:whatsapp:1:1")).ShouldBe($"-{Now.AddSeconds(1).ToUnixTimeMilliseconds()}");
    }
}
