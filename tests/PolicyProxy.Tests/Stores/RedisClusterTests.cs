using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>Redis Cluster: keys on several servers, and on their way from one to another.</summary>
public sealed class RedisClusterTests : OnRedisTest
{
    [SkippableFact]
    public async Task Every_call_works_whichever_server_has_the_key()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var store = RedisWindowStore.Create($"{cluster.ConnectionString},name=library", TimeSpan.FromSeconds(5), TimeProvider.System);
        await store.RecordAsync(Enumerable.Range(0, 300).Select(index => Record($"{index}")).ToList());
        await store.TieAsync([new(Id("1"), ["2"], Now.AddDays(2)), new(Id("2"), ["1"], Now.AddDays(2))]);
        for (var i = 0; i < 300; i += 3) await store.ForgetAsync(Id($"{i}"), Now.AddSeconds(1), Now.AddDays(2));
        await store.FirstSeenAsync("whatsapp", Now);
        foreach (var channel in new[] { "one", "two", "three" })
        {
            var id = new Policy.ConversationId(channel, "1", "2");
            await store.RecordAsync([new(id, Now, Now.AddDays(2), TimeSpan.FromHours(1))]);
            (await store.TakeDueAsync(channel, Now.AddHours(1), Now.AddHours(2), 9)).ShouldBe([id]);
            await store.SetDueAsync(id, Now.AddHours(2), null);
            (await store.TakeDueAsync(channel, Now.AddHours(9), Now.AddHours(9), 9)).ShouldBeEmpty();
        }

        for (var i = 0; i < 30; i++)
        {
            var send = new Windows.CountedSend(Id($"{i}"), Now, Now, Now.AddDays(2));
            (await store.TryCountSendAsync(send, 1)).ShouldBeTrue();
            (await store.TryCountSendAsync(send, 1)).ShouldBeFalse();
            (await store.FindSendsAsync(send.Conversation, Now)).ShouldBe(1);
            await store.UncountSendAsync(send);
        }

        await store.PingAsync();
        (await store.SeedDueAsync("whatsapp", TimeSpan.FromHours(1), TimeSpan.FromHours(24))).ShouldBe(200);
        (await store.SeedDueAsync("whatsapp", TimeSpan.FromHours(1), TimeSpan.FromHours(24))).ShouldBe(0);
        (await store.TakeDueAsync("whatsapp", Now.AddHours(1), Now.AddHours(2), 999)).Count.ShouldBe(200);

        for (var i = 0; i < 300; i++) (await store.FindAsync(Id($"{i}"))).IsErased.ShouldBe(i % 3 == 0);
        (await store.FindTiesAsync(Id("2"))).ShouldBe(["1"]);
        foreach (var server in cluster.Servers) int.Parse(await server.CommandAsync("DBSIZE"), provider: null).ShouldBeGreaterThan(50);
        foreach (var server in cluster.Servers) (await RedisLineUseTests.LineAsync(server)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Slots_that_move_under_load_lose_nothing_and_close_nothing()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var gateway = Open(cluster.ConnectionString, "one");
        await using var other = Open(cluster.ConnectionString, "other");
        await gateway.Store.RecordAsync(Enumerable.Range(0, 300).Select(index => Record($"{index}")).ToList());
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(worker => Task.Run(() => LoadAsync(gateway.Store, other.Store, worker, stop.Token))).ToList();

        await cluster.MoveSlotsAsync(0, 1, 500);
        await cluster.MoveSlotsAsync(1, 2, 1000);
        await stop.CancelAsync();
        var recorded = (await Task.WhenAll(load)).SelectMany(contacts => contacts).ToList();

        recorded.Count.ShouldBeGreaterThan(100);
        await Eventually.HoldsAsync(() => gateway.Store.WaitingRecords == 0);
        foreach (var contact in recorded) await Eventually.HoldsAsync(async () => (await other.Store.FindAsync(Id(contact))).Time == Now);
    }

    // Two gateways: what the one has recorded, the other looks up, and may not know for the moment, but never miss.
    private async Task<List<string>> LoadAsync(JournaledWindowStore gateway, JournaledWindowStore other, int worker, CancellationToken stop)
    {
        var recorded = new List<string>();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var contact = $"{worker}-{i}";
            await gateway.RecordAsync([Record(contact)], CancellationToken.None);
            recorded.Add(contact);
            gateway.Recall(Id(contact)).Time.ShouldBe(Now);
            try
            {
                (await other.FindAsync(Id($"{i % 300}"), CancellationToken.None)).Time.ShouldBe(Now);
            }
            catch (WindowStoreException)
            {
                // It cannot say for the moment.
            }
        }

        return recorded;
    }
}
