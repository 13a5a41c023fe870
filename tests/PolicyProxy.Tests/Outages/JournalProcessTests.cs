using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Outages;

/// <summary>A gateway as a process, with Redis away: what it acknowledged is not lost, whatever ends it.</summary>
public sealed class JournalProcessTests : CommandTest
{
    private const int Clients = 50;

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    [SkippableTheory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task What_waits_in_the_journal_survives_the_end_of_the_process(string signal)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var platform = await Upstream.StartAsync();
        await using var helpdesk = await Upstream.StartAsync();
        using var client = new GatewayClient();
        Save(Settings(redis, platform, helpdesk));
        await using (var gateway = await RunAsync())
        {
            await redis.KillAsync();
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(async index => (await client.ClientWritesAsync(gateway, Client(index), Now)).Status.ShouldBe(200)));
            gateway.Signal(signal);
            await gateway.WaitForExitAsync();
        }

        helpdesk.Requests.Count.ShouldBe(Clients);
        await using (var gateway = await RunAsync())
        {
            // Redis is still away: the journal is all there is.
            for (var index = 0; index < Clients; index++) (await client.SendAsync(gateway, Client(index))).Verdict.ShouldBe("allowed");
            (await client.SendAsync(gateway, Client(Clients))).Verdict.ShouldBe("temporary");
            (await client.AdminAsync(gateway, "/health/ready")).Text.ShouldMatch($"Records that wait in [^ ]+ for the store: {Clients}\\.");

            await redis.StartAgainAsync();
            await gateway.WaitForLineAsync($"Records that waited in the journal and are in the store now: {Clients}");
        }

        for (var index = 0; index < Clients; index++)
            (await redis.CommandAsync("GET", $"policyproxy:window:messenger::{Client(index).Contact}")).ShouldBe($"{Now.ToUnixTimeMilliseconds()}");
    }

    [SkippableTheory]
    [InlineData("full")]
    [InlineData("read-only")]
    public async Task A_journal_that_cannot_be_written_asks_the_platform_to_come_again_until_it_can(string fault)
    {
        using var disk = SmallDisk.Mount();
        await using var redis = await RedisServer.StartAsync();
        await using var platform = await Upstream.StartAsync();
        await using var helpdesk = await Upstream.StartAsync();
        using var client = new GatewayClient();
        Save(Settings(redis, platform, helpdesk).Set("Messaging:Store:Journal", Path.Combine(disk.Path, "journal")));
        await using var gateway = await RunAsync();
        await redis.FreezeAsync();
        if (fault == "full") disk.Fill();
        else disk.MakeReadOnly();

        // The last block that is there already still takes some.
        var (answer, acknowledged) = (await client.ClientWritesAsync(gateway, Client(0), Now), 0);
        while (answer.Status == 200 && acknowledged < 200) answer = await client.ClientWritesAsync(gateway, Client(++acknowledged), Now);
        (answer.Status, answer.Header("Retry-After")).ShouldBe((503, "5"));
        (await client.AdminAsync(gateway, "/health/ready")).Status.ShouldBe(503);
        helpdesk.Requests.Count.ShouldBe(acknowledged);

        if (fault == "full") disk.Empty();
        else disk.MakeWritable();
        for (var index = acknowledged; index < Clients; index++) (await client.ClientWritesAsync(gateway, Client(index), Now)).Status.ShouldBe(200);
        (await client.AdminAsync(gateway, "/health/ready")).Status.ShouldBe(200);
        gateway.Signal("KILL");
        await gateway.WaitForExitAsync();

        // What was acknowledged before and after is in the journal, and what was not does not spoil it.
        await redis.ThawAsync();
        await using var next = await RunAsync();
        await next.WaitForLineAsync("that waited in the journal and are in the store now");
        for (var index = 0; index < Clients; index++) (await client.SendAsync(next, Client(index))).Verdict.ShouldBe("allowed");
    }

    [SkippableFact]
    public async Task A_frozen_redis_holds_no_request_for_longer_than_its_time_limit()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var platform = await Upstream.StartAsync();
        await using var helpdesk = await Upstream.StartAsync();
        using var client = new GatewayClient();
        Save(Settings(redis, platform, helpdesk));
        await using var gateway = await RunAsync();
        (await client.ClientWritesAsync(gateway, Client(0), Now)).Status.ShouldBe(200);
        await redis.FreezeAsync();

        // One after the other, a time limit each would be more than half a minute.
        var began = TimeProvider.System.GetTimestamp();
        for (var index = 0; index < 100; index++)
        {
            (await client.ClientWritesAsync(gateway, Client(index), Now)).Status.ShouldBe(200);
            (await client.SendAsync(gateway, Client(index))).Verdict.ShouldBe("allowed");
            (await client.SendAsync(gateway, Client(1000 + index))).Verdict.ShouldBe("temporary");
        }

        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await redis.ThawAsync();
    }

    private static GatewaySettings Settings(RedisServer redis, Upstream platform, Upstream helpdesk) => new GatewaySettings()
        .Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", redis.ConnectionString)
        .Set("Messaging:Store:OperationTimeoutMs", 400)
        .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", platform.Address)
        .Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", helpdesk.Address);

    private static Conversation Client(int index) => Conversation.Messenger with { Contact = $"{25381719828140000 + index}" };
}
