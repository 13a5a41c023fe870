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

    private Task<RunningGateway> StartAsync()
    {
        var connectionString = redis.ConnectionString;
        // Redis lets values expire by its own clock, so these gateways go by the time of day.
        return RunningGateway.StartAsync(
            settings => settings.Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", connectionString),
            DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
    }
}
