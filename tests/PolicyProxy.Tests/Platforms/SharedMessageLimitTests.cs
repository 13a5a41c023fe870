using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>Two gateways that share a Redis count the same messages.</summary>
[Collection(SharedRedisTests.Name)]
public sealed class SharedMessageLimitTests(SharedRedis redis)
{
    private readonly string _channel = $"postcards-{Guid.NewGuid():N}";

    [SkippableFact]
    public async Task Messages_at_once_through_both_are_no_more_than_the_platform_takes()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        for (var round = 0; round < 3; round++)
        {
            // The second client's message is at one gateway only, and the other one remembers the first.
            var before = one.Platform.Requests.Count + other.Platform.Requests.Count;
            await Postcards.WritesAsync(round % 2 == 0 ? one : other, one.Now);
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(index => Postcards.SendAsync(index % 2 == 0 ? one : other)));

            answers.Count(answer => answer.Reason == "window-open").ShouldBe(Postcards.Most);
            answers.ShouldAllBe(answer => answer.Reason == "window-open" || answer.Reason == "message-limit");
            (one.Platform.Requests.Count + other.Platform.Requests.Count - before).ShouldBe(Postcards.Most);
            one.Time.Advance(TimeSpan.FromSeconds(1));
            other.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    // Its clock is behind that of the gateway which took the client's message.
    [SkippableFact]
    public async Task A_gateway_whose_clock_is_behind_counts_all_the_same()
    {
        await using var one = await StartAsync();
        await using var behind = await StartAsync();
        one.Time.Advance(TimeSpan.FromSeconds(5));
        await Postcards.WritesAsync(one, one.Now);
        for (var i = 0; i < Postcards.Most; i++) (await Postcards.SendAsync(behind)).Reason.ShouldBe("window-open");

        (await Postcards.SendAsync(behind)).Reason.ShouldBe("message-limit");
        (await Postcards.SendAsync(one)).Reason.ShouldBe("message-limit");
        behind.Time.Advance(TimeSpan.FromSeconds(9));
        (await Postcards.SendAsync(behind)).Reason.ShouldBe("message-limit");
    }

    private Task<RunningGateway> StartAsync() => RunningGateway.StartAsync(
        settings =>
        {
            Postcards.ConfigureCounting(settings, _channel);
            settings.Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", redis.ConnectionString).Set("Messaging:Store:OperationTimeoutMs", 5000);
        },
        DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
}
