using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>Zalo, whose window is seven days.</summary>
/// <remarks>https://developers.zalo.me/docs/official-account/webhook/tong-quan</remarks>
public sealed class ZaloTrafficTests() : SignedProfileTraffic(
    "Zalo", "zalo.json", "/v3.0/oa/{**rest}", $$"""{ "Platform": "NAME", "AppSecrets": ["{{Secret}}"], "AllowedOutsideWindow": ["Template"] }""")
{
    private const string Secret = "zalo-oa-secret-key-0123456789";
    private const string AppId = "2553928453557884079";

    protected override double WindowHours => 168;

    protected override (string, string)? Proof(string body) => ("X-ZEvent-Signature", $"mac={Mac(body, Gateway.Now)}");

    [Fact]
    public async Task A_closed_window_is_answered_200_with_an_error_number()
    {
        var answer = await SendAsync(Text);
        answer.Status.ShouldBe(200);
        answer.Verdict.ShouldBe("refused");
        answer.Json.GetProperty("error").GetInt32().ShouldBe(-230);
        answer.Json.GetProperty("message").GetString()!.ShouldContain("not delivered");
    }

    [Fact]
    public async Task The_signature_can_stand_without_its_prefix()
    {
        var body = ClientWrites(Gateway.Now);
        (await Gateway.PostAsync("/own/it", body, ("X-ZEvent-Signature", Mac(body, Gateway.Now)))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_signature_covers_the_time()
    {
        var body = ClientWrites(Gateway.Now);
        (await Gateway.PostAsync("/own/it", body, ("X-ZEvent-Signature", $"mac={Mac(body, Gateway.Now.AddSeconds(1))}"))).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("/v3.0/oa/message/transaction", """{"recipient":{"user_id":"6142494823123456789"},"message":{"attachment":{"type":"template"}}}""", "allowed-outside-window")]
    [InlineData("/v3.0/oa/message/promotion", """{"recipient":{"user_id":"6142494823123456789"},"message":{}}""", "allowed-outside-window")]
    [InlineData("/v3.0/oa/message", """{"recipient":{"user_id":"6142494823123456789"},"message":{"text":"Hi"}}""", "no-client-contact")]
    [InlineData("/v3.0/oa/message/CS", """{"recipient":{"user_id":6142494823123456789},"message":{"text":"Hi"}}""", "no-client-contact")]
    [InlineData("/v3.0/oa/message/template", """{"phone":"84987654321","template_id":"7895417a7d3f9461cd2e"}""", "not-a-send")]
    [InlineData("/v3.0/oa/message/cs", """{"recipient":{"message_id":"m"},"message":{"text":"Hi"}}""", "not-understood")]
    [InlineData("/v3.0/oa/message/cs", """{"recipient":{"user_id":"6142494823123456789","User_Id":"1"},"message":{"text":"Hi"}}""", "not-understood")]
    [InlineData("/v3.0/oa/message/cs", """{"recipient":{"user_id":"6142494823123456789","message_id":"m"},"message":{"text":"Hi"}}""", "not-understood")]
    [InlineData("/v3.0/oa/message/cs", """{"recipient":{"anonymous_id":"a","user_id":"6142494823123456789"},"message":{"text":"Hi"}}""", "not-understood")]
    [InlineData("/v3.0/oa/message", """{"recipient":{"user_id":"6142494823123456789","target":{"gender":"1"}},"message":{"text":"Hi"}}""", "not-understood")]
    [InlineData("/v3.0/oa/message/transaction", """{"recipient":{"user_id":"6142494823123456789","message_id":"m"},"message":{}}""", "not-understood")]
    public async Task Outside_the_window_a_send_is_judged(string path, string body, string reason) => (await SendAsync(path, body)).Reason.ShouldBe(reason);

    private static string Mac(string body, DateTimeOffset time) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{AppId}{body}{time.ToUnixTimeMilliseconds()}{Secret}")));
}
