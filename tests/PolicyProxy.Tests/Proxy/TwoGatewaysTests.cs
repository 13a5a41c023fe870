using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>Two gateways that share a Redis know the same windows.</summary>
[Collection(SharedRedisTests.Name)]
public sealed class TwoGatewaysTests(SharedRedis redis)
{
    private readonly Conversation _client = Conversation.Messenger with { Contact = $"{Random.Shared.NextInt64(1_000_000_000_000, 9_000_000_000_000)}" };

    [SkippableFact]
    public async Task What_one_gateway_records_the_other_knows_at_once()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        await one.ClientWritesAsync(_client);

        (await other.SendAsync(_client)).Verdict.ShouldBe("allowed");
    }

    [SkippableFact]
    public async Task A_late_webhook_at_one_gateway_does_not_shorten_the_window_of_the_other()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        await one.ClientWritesAsync(_client);
        await other.ClientWroteAsync(_client, TimeSpan.FromHours(30));

        (await one.SendAsync(_client)).WindowCloses.ShouldBe(one.Now.AddDays(1));
    }

    [SkippableFact]
    public async Task A_redis_that_is_slow_is_waited_for_once_although_a_send_asks_it_several_times()
    {
        await using var link = FaultyLink.To(redis.ConnectionString);
        await using var gateway = await StartAsync(link.Address, limit: 400);
        await Eventually.HoldsAsync(async () => (await gateway.SendAsync(Conversation.WhatsApp)).Verdict == "refused");

        // Each call within its limit, but not both: the contact, and the contact's other ids.
        link.Delay = TimeSpan.FromMilliseconds(150);

        (await gateway.SendAsync(Conversation.WhatsApp)).Verdict.ShouldBe("temporary");
    }

    private Task<RunningGateway> StartAsync() => StartAsync(redis.ConnectionString, limit: 5000);

    private static Task<RunningGateway> StartAsync(string connectionString, int limit)
    {
        // Redis lets values expire by its own clock, so these gateways go by the time of day.
        return RunningGateway.StartAsync(
            settings => settings.Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", connectionString).Set("Messaging:Store:OperationTimeoutMs", limit),
            DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
    }
}
