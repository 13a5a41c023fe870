using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>Gupshup, whose sends are forms and whose webhooks JSON.</summary>
/// <remarks>https://docs.gupshup.io/docs/session-messages-1, https://docs.gupshup.io/docs/template-messages, https://docs.gupshup.io/docs/inbound-messages</remarks>
public sealed class GupshupTrafficTests() : ProfileTraffic(
    "Gupshup", "gupshup.json", "/wa/{**rest}", """{ "Platform": "NAME", "Signature": "Ignored", "AllowedOutsideWindow": ["Template"] }""")
{
    private const string Ends = "source=917834811114&destination=919876543210&src.name=DemoApp";

    protected override string BusinessFixture => "message_event_failed.json";

    [Fact]
    public async Task A_closed_window_is_answered_in_the_platforms_shape()
    {
        var answer = await SendAsync(Text);
        answer.Status.ShouldBe(400);
        answer.Json.GetProperty("status").GetString().ShouldBe("error");
        answer.Json.GetProperty("code").GetInt32().ShouldBe(470);
        answer.Json.GetProperty("message").GetString()!.ShouldContain("not delivered");
    }

    [Theory]
    [InlineData("/wa/api/v1/template/msg", $"{Ends}&template=%7B%22id%22%3A%22c6aecef6%22%2C%22params%22%3A%5B%5D%7D", "allowed-outside-window")]
    [InlineData("/wa/api/v1/template/msg", Ends, "no-client-contact")]
    [InlineData("/wa/api/v1/msg", $"{Ends}&template=%7B%22id%22%3A%22c6aecef6%22%7D", "no-client-contact")]
    [InlineData("/wa/api/v1/msg", "source=917834811114&destination=%2B91+98765+43210", "no-client-contact")]
    [InlineData("/wa/api/v1/msg", $"{Ends}&destination=919876543211", "not-understood")]
    [InlineData("/wa/api/v1/msg", "source=917834811114", "not-understood")]
    public async Task Outside_the_window_a_send_is_judged(string path, string body, string reason) => (await SendAsync(path, body)).Reason.ShouldBe(reason);
}
