using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A platform whose events have times of their own, and which signs in a way that the gateway does not read.</summary>
public sealed class VonageTrafficTests : ProxyTest
{
    private static readonly string Text = SendFixture.All("Vonage")[0].Text;

    private protected override void Configure(GatewaySettings settings) => DescribedPlatform.Configure(
        settings, "Vonage", "vonage.json", "/vonage/{**rest}", """{ "Platform": "NAME", "Signature": "Ignored" }""");

    [Theory]
    [InlineData(-1, "window-open")]
    [InlineData(0, "window-closed")]
    [InlineData(1, "window-closed")]
    public async Task The_window_counts_from_the_events_own_time(int milliseconds, string reason)
    {
        var wrote = Gateway.Now - TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(milliseconds);
        await WebhookAsync(wrote);
        (await Gateway.PostAsync("/vonage/v1/messages", Text)).Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task A_replay_of_an_older_event_shortens_no_window()
    {
        await WebhookAsync(Gateway.Now);
        await WebhookAsync(Gateway.Now - TimeSpan.FromHours(48));
        (await Gateway.PostAsync("/vonage/v1/messages", Text)).Reason.ShouldBe("window-open");
    }

    [Fact]
    public async Task A_closed_window_is_answered_in_the_platforms_shape()
    {
        var answer = await Gateway.PostAsync("/vonage/v1/messages", Text);
        answer.Status.ShouldBe(422);
        answer.Header("Content-Type").ShouldBe("application/problem+json");
        answer.Json.GetProperty("title").GetString().ShouldBe("Outside of the allowed window");
        answer.Json.GetProperty("detail").GetString()!.ShouldContain("not delivered");
    }

    [Fact]
    public async Task A_platform_that_is_away_is_told_of_in_the_platforms_shape()
    {
        await WebhookAsync(Gateway.Now);
        await Gateway.Platform.StopAsync();
        var answer = await Gateway.PostAsync("/vonage/v1/messages", Text);
        answer.Status.ShouldBe(502);
        answer.Json.GetProperty("title").GetString().ShouldBe("Internal error");
    }

    private async Task WebhookAsync(DateTimeOffset time) =>
        (await Gateway.PostAsync("/own/vonage", Fixture.Named("Vonage", "text.json").At(time))).Status.ShouldBe(200);
}
