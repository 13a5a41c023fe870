using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A platform whose events have times of their own, and which signs by a token.</summary>
public sealed class VonageTrafficTests() : SignedProfileTraffic(
    "Vonage", "vonage.json", "/vonage/{**rest}", $$"""{ "Platform": "NAME", "AppSecrets": ["{{VonageToken.Secret}}"] }""")
{
    protected override string Path => "/vonage/v1/messages";

    protected override string Text => """{"message_type":"text","text":"Hi","to":"447700900000","from":"447700900001","channel":"whatsapp"}""";

    protected override string ClientWrites(DateTimeOffset time) =>
        $$"""{"channel":"whatsapp","message_uuid":"u","to":"447700900001","from":"447700900000","timestamp":"{{time.UtcDateTime:O}}","message_type":"text","text":"Hi"}""";

    protected override string BusinessWrites(DateTimeOffset time) =>
        $$"""{"channel":"whatsapp","message_uuid":"u","to":"447700900000","from":"447700900001","timestamp":"{{time.UtcDateTime:O}}","status":"submitted"}""";

    protected override (string, string)? Proof(string body) => ("Authorization", VonageToken.Bearer(Gateway.Now, body));

    [Theory]
    [InlineData(-1, "window-open")]
    [InlineData(0, "window-closed")]
    [InlineData(1, "window-closed")]
    public async Task The_window_counts_from_the_events_own_time(int milliseconds, string reason)
    {
        await WebhookAsync(ClientWrites(Gateway.Now - TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(milliseconds)));
        (await SendAsync(Text)).Reason.ShouldBe(reason);
    }

    // Longer than a buffer of the server's.
    [Fact]
    public async Task A_long_webhook_is_proved_as_any_other()
    {
        (await WebhookAsync(ClientWrites(Gateway.Now).Replace("Hi", new('é', 100_000), StringComparison.Ordinal))).Status.ShouldBe(200);
        (await SendAsync(Text)).Reason.ShouldBe("window-open");
    }

    [Fact]
    public async Task A_replay_of_an_older_event_shortens_no_window()
    {
        await WebhookAsync(ClientWrites(Gateway.Now));
        await WebhookAsync(ClientWrites(Gateway.Now - TimeSpan.FromHours(48)));
        (await SendAsync(Text)).Reason.ShouldBe("window-open");
    }

    [Fact]
    public async Task A_closed_window_is_answered_in_the_platforms_shape()
    {
        var answer = await SendAsync(Text);
        answer.Status.ShouldBe(422);
        answer.Header("Content-Type").ShouldBe("application/problem+json");
        answer.Json.GetProperty("title").GetString().ShouldBe("Outside Allowed Window");
        answer.Json.GetProperty("detail").GetString()!.ShouldContain("not delivered");
    }

    [Fact]
    public async Task A_platform_that_is_away_is_told_of_in_the_platforms_shape()
    {
        await WebhookAsync(ClientWrites(Gateway.Now));
        await Gateway.Platform.StopAsync();
        var answer = await SendAsync(Text);
        answer.Status.ShouldBe(502);
        answer.Json.GetProperty("title").GetString().ShouldBe("Service temporarily unavailable");
    }
}
