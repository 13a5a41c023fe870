using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>What counts of the messages that a platform takes: what it has taken, or may have.</summary>
public sealed class MessageCountTests : MessageLimitTest
{
    [Theory]
    [InlineData(200, 1)]
    [InlineData(399, 1)]
    [InlineData(400, 0)]
    [InlineData(499, 0)]
    [InlineData(500, 1)]
    [InlineData(503, 1)]
    public async Task What_the_platform_answers_with_400_to_499_is_not_counted(int status, int counted)
    {
        await ClientWritesAsync();
        Gateway.Platform.AnswerWith(status, """{"its":"own"}""", ("X-Own", "yes"));
        var answer = await SendAsync();

        (answer.Status, answer.Text, answer.Header("X-Own"), answer.Reason).ShouldBe((status, """{"its":"own"}""", "yes", "window-open"));
        (await CountedAsync()).ShouldBe(counted);
    }

    [Fact]
    public async Task What_breaks_off_is_counted()
    {
        await ClientWritesAsync();
        Gateway.Platform.Break();

        (await SendAsync()).Status.ShouldBe(502);
        (await CountedAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task What_breaks_off_in_the_middle_of_the_answer_is_counted()
    {
        await ClientWritesAsync();
        Gateway.Platform.BreakInAnswer("{");

        var answer = await SendAsync();
        (answer.Status, answer.Json.GetProperty("errcode").GetInt32()).ShouldBe((502, -1));
        (await CountedAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task What_does_not_reach_the_platform_is_not_counted()
    {
        await ClientWritesAsync();
        await Gateway.Platform.StopAsync();

        for (var i = 0; i <= Postcards.Most; i++) (await SendAsync()).Status.ShouldBe(502);
        (await CountedAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_passes_outside_the_window_passes_above_the_limit_too()
    {
        await Gateway.RestartAsync(configure: settings => settings.SetJson("Messaging:Channels:postcards:AllowedOutsideWindow", """["Template"]"""));
        await ClientWritesAsync();
        await UseUpAsync();

        (await SendAsync(Postcards.Template)).Reason.ShouldBe("allowed-outside-window");
        (await SendAsync()).Reason.ShouldBe("message-limit");
    }

    [Fact]
    public async Task A_store_that_is_away_cannot_count()
    {
        await ClientWritesAsync();
        Gateway.Store.IsBroken = true;

        var answer = await SendAsync();
        (answer.Status, answer.Verdict, answer.Reason).ShouldBe((503, "temporary", "store-unavailable"));
        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_that_is_away_stops_nothing_where_that_is_configured()
    {
        await Gateway.RestartAsync(configure: settings => settings.Set("Messaging:Store:WhenUnavailable", "Allow"));
        await ClientWritesAsync();
        Gateway.Store.IsBroken = true;

        for (var i = 0; i <= Postcards.Most; i++) (await SendAsync()).Reason.ShouldBe("store-unavailable");
        Gateway.Platform.Requests.Count.ShouldBe(Postcards.Most + 1);
    }

    [Fact]
    public async Task An_observing_channel_counts_and_refuses_nothing()
    {
        await Gateway.RestartAsync(configure: settings => settings.Channel("postcards", "Mode", "Observe"));
        await ClientWritesAsync();
        await UseUpAsync();

        var answer = await SendAsync();
        (answer.Verdict, answer.Reason).ShouldBe(("observed", "message-limit"));
        Gateway.Platform.Requests.Count.ShouldBe(Postcards.Most + 1);
        (await CountedAsync()).ShouldBe(Postcards.Most);
    }

    [Fact]
    public async Task What_is_throttled_is_not_counted_and_what_is_refused_takes_no_permit()
    {
        await Gateway.RestartAsync(configure: settings => settings
            .SetJson("RateLimiting:Policies:api", $$"""{ "PermitLimit": {{Postcards.Most}}, "WindowSeconds": 3600 }""")
            .Set("ReverseProxy:Routes:own-sends:RateLimiterPolicy", "api"));
        await ClientWritesAsync();
        await UseUpAsync(1);
        await UseUpAsync(Postcards.Most - 1);
        (await SendAsync()).Reason.ShouldBe("message-limit");
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await ClientWritesAsync();

        (await SendAsync()).Reason.ShouldBe("throttled");
        (await CountedAsync()).ShouldBe(0);
    }

    private async Task<int> CountedAsync() =>
        await Gateway.Store.FindSendsAsync(new("postcards", "", Postcards.Contact), (await Gateway.Store.FindAsync(new("postcards", "", Postcards.Contact))).Time!.Value);
}
