using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>Infobip, which sends the header it is told to.</summary>
/// <remarks>https://www.infobip.com/docs/api/channels/whatsapp</remarks>
public sealed class InfobipTrafficTests() : SignedProfileTraffic(
    "Infobip", "infobip.json", "/whatsapp/{**rest}", $$"""{ "Platform": "NAME", "AppSecrets": ["{{Secret}}"], "AllowedOutsideWindow": ["Template"] }""")
{
    private const string Secret = "Basic aW5mb2JpcDphLXNlY3JldC1wYXNzd29yZA==";

    protected override string Path => "/whatsapp/1/message/text";

    protected override string Text => """{"from":"441134960000","to":"441134960001","content":{"text":"Hi"}}""";

    protected override string ClientWrites(DateTimeOffset time) => Result(time, """ "integrationType":"WHATSAPP","message":{"text":"Hi","type":"TEXT"}""");

    // A delivery report goes the other way.
    protected override string BusinessWrites(DateTimeOffset time) => Result(time, """ "messageId":"a28dd97c","status":{"groupName":"DELIVERED"}""");

    protected override (string, string)? Proof(string body) => ("Authorization", Secret);

    [Fact]
    public async Task A_closed_window_is_a_request_error()
    {
        var answer = await SendAsync(Text);
        answer.Status.ShouldBe(400);
        answer.Json.GetProperty("requestError").GetProperty("serviceException").GetProperty("text").GetString()!.ShouldContain("not delivered");
    }

    [Fact]
    public async Task What_proves_a_webhook_reaches_the_helpdesk()
    {
        await WebhookAsync(ClientWrites(Gateway.Now));
        Gateway.Helpdesk.Requests.ShouldHaveSingleItem().Header("Authorization").ShouldBe(Secret);
    }

    [Theory]
    [InlineData("/whatsapp/1/message/template", """{"messages":[{"from":"441134960000","to":"441134960001","content":{"templateName":"t","language":"en"}}]}""", "allowed-outside-window")]
    [InlineData("/whatsapp/1/message/TEMPLATE", """{"messages":[{"from":"441134960000","to":"441134960001","content":{"templateName":"t","language":"en"}}]}""", "allowed-outside-window")]
    [InlineData("/whatsapp/1/message/template", """{"messages":[{"from":"441134960000","to":"441134960001","content":{"text":"Hi"}}]}""", "no-client-contact")]
    [InlineData("/whatsapp/1/message/template", """{"messages":[{"from":"441134960000","to":"441134960001","content":{"templateName":"t"}},{"from":"441134960000","to":"441134960002","content":{"templateName":"t"}}]}""", "not-understood")]
    [InlineData("/whatsapp/1/message/text", """{"messages":[{"from":"441134960000","to":"441134960001","content":{"templateName":"t"}}]}""", "no-client-contact")]
    [InlineData("/whatsapp/1/message/text", """{"from":"441134960000","to":"441134960001","messages":[{"to":"441134960002"}]}""", "not-understood")]
    [InlineData("/whatsapp/1/message/text", """{"from":"441134960000","to":"441134960001","to":"441134960002"}""", "not-understood")]
    [InlineData("/whatsapp/1/message/text", """{"from":"441134960000","to":["441134960001"]}""", "not-understood")]
    [InlineData("/whatsapp/1/message/interactive/buttons", """{"from":"441134960000","to":"441134960001"}""", "no-client-contact")]
    [InlineData("/whatsapp/2//Message/interactive/list/", """{"from":"441134960000","to":"441134960001"}""", "no-client-contact")]
    [InlineData("/whatsapp/1/message/te%78t", """{"from":"441134960000","to":"441134960001"}""", "not-understood")]
    [InlineData("/whatsapp/1/senders/441134960000/message/7/read", "", "not-a-send")]
    public async Task Outside_the_window_a_send_is_judged(string path, string body, string reason) => (await SendAsync(path, body)).Reason.ShouldBe(reason);

    [Fact]
    public async Task Another_numbers_window_does_not_count()
    {
        await WebhookAsync(ClientWrites(Gateway.Now));
        (await SendAsync(Text.Replace("441134960000", "441134960009", StringComparison.Ordinal))).Reason.ShouldBe("no-client-contact");
    }

    private static string Result(DateTimeOffset time, string rest) =>
        $$$"""{"results":[{"from":"441134960001","to":"441134960000","receivedAt":"{{{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}}}+0000",{{{rest}}} }],"messageCount":1,"pendingMessageCount":0}""";
}
