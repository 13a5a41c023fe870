using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>TikTok, whose events are JSON in a text, and whose window is two days.</summary>
/// <remarks>https://business-api.tiktok.com/portal/docs?id=1832190670631937, https://developers.tiktok.com/doc/webhooks-verification</remarks>
public sealed class TikTokTrafficTests() : SignedProfileTraffic("TikTok", "tiktok.json", "/open_api/{**rest}", $$"""{ "Platform": "NAME", "AppSecrets": ["{{Secret}}"] }""")
{
    private const string Secret = "tiktok-client-secret-0123456789";
    private const string Business = "-000m4JH_b1JiHPxoOSKii9FmQCeIA2fZ7Jw";
    private const string Ends = $"\"business_id\":\"{Business}\",\"recipient_type\":\"CONVERSATION\",\"recipient\":\"u5JhpselBAhoPOlnH0tZ9y07kg==\"";

    protected override double WindowHours => 48;

    protected override (string, string)? Proof(string body) => ("TikTok-Signature", $"t=1633174587,s={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"1633174587.{body}")))}");

    [Fact]
    public async Task A_closed_window_is_answered_200_with_an_error_number()
    {
        var answer = await SendAsync(Text);
        answer.Status.ShouldBe(200);
        answer.Verdict.ShouldBe("refused");
        answer.Json.GetProperty("code").GetInt32().ShouldBe(40002);
        answer.Json.GetProperty("message").GetString()!.ShouldContain("not delivered");
    }

    [Theory]
    [InlineData("/open_api/v1.3/business/message/send")]
    [InlineData("/OPEN_API/v1.3/business//message/Send")]
    public async Task A_send_is_forwarded_with_the_slash_at_the_end(string path)
    {
        await WebhookAsync(ClientWrites(Gateway.Now));
        (await SendAsync(path, Text)).Reason.ShouldBe("window-open");
        Gateway.Platform.Requests.ShouldHaveSingleItem().Target.ShouldBe(Path);
    }

    [Theory]
    [InlineData($$"""{{{Ends}},"message_type":"SENDER_ACTION","sender_action":"TYPING"}""", "not-a-send")]
    [InlineData($$"""{{{Ends}},"message_type":"TEMPLATE"}""", "no-client-contact")]
    [InlineData("""{"business_id":"a","recipient_type":"COMMENT","recipient":"b","message_type":"TEXT"}""", "not-understood")]
    [InlineData($$"""{{{Ends}},"recipient":"other","message_type":"TEXT"}""", "not-understood")]
    public async Task Outside_the_window_a_send_is_judged(string body, string reason) => (await SendAsync(body)).Reason.ShouldBe(reason);
}
