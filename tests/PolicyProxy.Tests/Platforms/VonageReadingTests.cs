using PolicyProxy.Core.Tests.Support;
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
    [InlineData($$"""{"message_type":"template",{{Ends}},"channel":"whatsapp","failover":[{"message_type":"text","to":"447700900000","from":"447700900001","channel":"whatsapp"}]}""", "whatsapp:447700900000 at 447700900001")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"sms","failover":[{"message_type":"text",{{Ends}},"channel":"whatsapp"}]}""", "whatsapp:447700900000 at 447700900001")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"rcs","failover":[{"message_type":"text",{{Ends}},"channel":"sms"}]}""", "not a send")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"rcs","failover":[{"message_type":"text",{{Ends}},"channel":"sms","failover":null}]}""", "not a send")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"rcs","failover":null}""", "not a send")]
    public void A_send_is_read_with_what_is_sent_in_its_stead(string body, string words) => Vonage.Send(Path, body, Json).ShouldBe(words);

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
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"sms","failover":[{{{Ends}},"channel":"sms","failover":[{"to":"447700900009","channel":"whatsapp"}]}]}""")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"whatsapp","failover":[{{{Ends}},"channel":"sms","failover":[{"to":"447700900009","channel":"whatsapp"}]}]}""")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"whatsapp","failover":[{{{Ends}},"channel":"whatsapp","failover":{"to":"447700900009","channel":"whatsapp"} }]}""")]
    [InlineData($$"""{"message_type":"text",{{Ends}},"channel":"sms","failover":[{{{Ends}},"channel":"sms","failover":"447700900009"}]}""")]
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

    [Fact]
    public void A_time_in_the_future_is_the_time_of_receipt() =>
        Vonage.Webhook(Fixture.Named("Vonage", "text.json").At(DescribedPlatform.Received.AddHours(1.5))).ShouldBe("whatsapp:447700900000 at 447700900001 on 2026-11-22T08:00:00");

    [Theory]
    [InlineData("""{"channel":"whatsapp","channel":"sms"}""")]
    [InlineData("channel=whatsapp")]
    public void A_webhook_that_can_be_read_two_ways_is_not_understood(string body) => Vonage.Webhook(body).ShouldBe("not understood");
}
