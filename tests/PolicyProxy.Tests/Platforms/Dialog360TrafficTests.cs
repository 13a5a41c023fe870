using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>360dialog, which does not sign.</summary>
public sealed class Dialog360TrafficTests() : ProfileTraffic(
    "360dialog", "360dialog.json", "/messages", """{ "Platform": "NAME", "Signature": "Ignored", "AllowedOutsideWindow": ["Template"] }""")
{
    [Fact]
    public async Task A_closed_window_is_Metas_131047()
    {
        var answer = await SendAsync(Text);
        answer.Status.ShouldBe(400);
        answer.Error.GetProperty("code").GetInt32().ShouldBe(131047);
        answer.Error.GetProperty("error_data").GetProperty("details").GetString()!.ShouldContain("not delivered");
        answer.Error.GetProperty("error_user_title").GetString().ShouldBe("Message not delivered");
    }

    [Theory]
    [InlineData("""{"messaging_product":"whatsapp","to":"15005550006","type":"template","template":{"name":"hello","language":{"code":"en"}}}""", "allowed-outside-window")]
    [InlineData("""{"messaging_product":"whatsapp","to":"15005550006","type":"template","template":{"name":"hello"},"text":{"body":"Hi"}}""", "no-client-contact")]
    [InlineData("""{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"}""", "not-a-send")]
    [InlineData("""{"messaging_product":"whatsapp","recipient":"US.13491208655302741918","type":"text","text":{"body":"Hi"}}""", "no-client-contact")]
    [InlineData("""{"messaging_product":"whatsapp","to":["15005550006"],"type":"text","text":{"body":"Hi"}}""", "not-understood")]
    public async Task Outside_the_window_a_send_is_judged(string body, string reason) => (await SendAsync(body)).Reason.ShouldBe(reason);
}
