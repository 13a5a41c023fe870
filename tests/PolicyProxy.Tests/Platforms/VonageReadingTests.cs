using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>What the shipped description makes of Vonage's requests.</summary>
/// <remarks>
/// Sends: https://developer.vonage.com/en/api/messages. Webhooks: https://developer.vonage.com/en/messages/code-snippets/inbound-message,
/// https://developer.vonage.com/en/messages/concepts/messages-status-callbacks.
/// </remarks>
public sealed class VonageReadingTests
{
    private const string Path = "/v1/messages";
    private const string Json = "application/json";
    private const string Ends = "\"to\":\"447700900000\",\"from\":\"447700900001\"";

    private static readonly DescribedPlatform Vonage = DescribedPlatform.File("Vonage", "vonage.json");

    [Theory]
    [InlineData($$"""{"message_type":"text","text":"Hi",{{Ends}},"channel":"whatsapp"}""", "whatsapp:447700900000 at 447700900001")]
    [InlineData($$"""{"message_type":"template","template":{"name":"a:b"},{{Ends}},"channel":"whatsapp"}""", "whatsapp:447700900000 at 447700900001 Template")]
    [InlineData("""{"message_type":"text","text":"Hi","to":"1234567890123456","from":"123456789","channel":"messenger"}""", "messenger:1234567890123456 at 123456789")]
    [InlineData($$"""{"message_type":"text","text":"Hi",{{Ends}},"channel":"sms"}""", "not a send")]
    [InlineData($$"""{"message_type":"text","text":"Hi",{{Ends}},"channel":"whatsapp","failover":[{"message_type":"text","text":"Hi","to":"447700900000","from":"Acme","channel":"sms"}]}""", "whatsapp:447700900000 at 447700900001")]
    [InlineData($$"""{"message_type":"template",{{Ends}},"channel":"whatsapp","failover":[{"message_type":"text","to":"447700900000","from":"447700900001","channel":"whatsapp"}]}""", "whatsapp:447700900000 at 447700900001")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"sms","failover":[{"message_type":"text",{{Ends}},"channel":"whatsapp"}]}""", "whatsapp:447700900000 at 447700900001")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"rcs","failover":[{"message_type":"text",{{Ends}},"channel":"sms"}]}""", "not a send")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"rcs","failover":null}""", "not a send")]
    public void A_send_is_read(string body, string words) => Vonage.Send(Path, body, Json).ShouldBe(words);

    [Theory]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"sms","channel":"whatsapp"}""")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"sms","Channel":"whatsapp"}""")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"sms","ch\u0061nnel":"whatsapp"}""")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"sms"," channel":"whatsapp"}""")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"WhatsApp"}""")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":["whatsapp"]}""")]
    [InlineData($$"""{"message_type":"text",{{Ends}}}""")]
    [InlineData("""{"message_type":"text","to":["447700900000","447700900009"],"from":"447700900001","channel":"whatsapp"}""")]
    [InlineData("""{"message_type":"text","to":{"type":"whatsapp","number":"447700900000"},"from":"447700900001","channel":"whatsapp"}""")]
    [InlineData("""{"message_type":"text","to":4.4e11,"from":"447700900001","channel":"whatsapp"}""")]
    [InlineData("""{"message_type":"text","to":"","from":"447700900001","channel":"whatsapp"}""")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"whatsapp","failover":[{"to":"447700900009","from":"447700900001","channel":"whatsapp"}]}""")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"whatsapp","failover":[{"channel":"sms"},{"to":"447700900009","channel":"whatsapp"}]}""")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"sms","failover":{"to":"447700900009","channel":"whatsapp"} }""")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"sms"}{"channel":"whatsapp"}""")]
    [InlineData($$"""[{"message_type":"text",{{Ends}},"channel":"whatsapp"}]""")]
    [InlineData("""{"message_type":"text",""")]
    [InlineData("channel=sms&to=447700900000")]
    [InlineData("")]
    public void What_can_be_read_two_ways_is_not_understood(string body) => Vonage.Send(Path, body, Json).ShouldBe("not understood");

    [Theory]
    [InlineData(null, "sms", "")]
    [InlineData("text/plain", "sms", "")]
    public void The_label_of_a_body_that_can_only_be_JSON_makes_no_difference(string? contentType, string channel, string query) =>
        Vonage.Send(Path, $$"""{{{Ends}},"channel":"{{channel}}"}""", contentType, query).ShouldBe("not a send");

    [Theory]
    [InlineData("""{"channel":"whatsapp","message_uuid":"u","to":"447700900001","from":"447700900000","timestamp":"2026-11-22T07:30:00.000Z","message_type":"text","text":"Hi"}""", "whatsapp:447700900000 at 447700900001 on 2026-11-22T07:30:00")]
    [InlineData("""{"channel":"messenger","message_uuid":"u","to":"123456789","from":"1234567890123456","timestamp":"2026-11-22T07:30:00Z","message_type":"image"}""", "messenger:1234567890123456 at 123456789 on 2026-11-22T07:30:00")]
    [InlineData("""{"channel":"whatsapp","to":"447700900001","from":"447700900000","timestamp":"2026-11-22T09:30:00Z","message_type":"text"}""", "whatsapp:447700900000 at 447700900001 on 2026-11-22T08:00:00")]
    [InlineData("""{"channel":"whatsapp","to":"447700900001","from":"447700900000","message_type":"text"}""", "nothing")]
    [InlineData("""{"channel":"whatsapp","message_uuid":"u","to":"447700900000","from":"447700900001","timestamp":"2026-11-22T07:30:00Z","status":"delivered"}""", "nothing")]
    [InlineData("""{"channel":"sms","to":"447700900001","from":"447700900000","timestamp":"2026-11-22T07:30:00Z","message_type":"text"}""", "nothing")]
    [InlineData("""{"channel":"whatsapp","channel":"sms"}""", "not understood")]
    [InlineData("channel=whatsapp", "not understood")]
    public void A_webhook_is_read(string body, string words) => Vonage.Webhook(body).ShouldBe(words);
}
