using System.Text;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms.WhatsApp;

/// <summary>What kind of request a body to WhatsApp's send edges is.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages</remarks>
public class WhatsAppSendTests
{
    private const string NotUnderstood = "not understood";
    private const string NotASend = "not a send";
    private const string Template = "\"template\":{\"name\":\"hello_world\",\"language\":{\"code\":\"en_US\"}}";

    public static TheoryData<string, string> Contents => new()
    {
        // what stands beside messaging_product and to, what is read
        { "\"type\":\"text\",\"text\":{\"body\":\"x\"}", "1 Text" },
        { "\"text\":{\"body\":\"x\"}", "1 Text" },
        { "\"type\":null,\"text\":{\"body\":\"x\"}", "1 Text" },
        { "\"type\":\"text\",\"text\":\"{\\\"body\\\":\\\"x\\\"}\"", "1 Text" },
        { "\"type\":\"text\",\"text\":{\"body\":\"x\"},\"context\":{\"message_id\":\"wamid.1\"},\"biz_opaque_callback_data\":\"t\"", "1 Text" },
        { "\"type\":\"image\",\"image\":{\"link\":\"https://x.example/i\"}", "1 Image" },
        { "\"type\":\"video\",\"video\":{\"id\":\"1\"}", "1 Video" },
        { "\"type\":\"audio\",\"audio\":{\"id\":\"1\"}", "1 Audio" },
        { "\"type\":\"document\",\"document\":{\"id\":\"1\",\"filename\":\"f\"}", "1 File" },
        { "\"type\":\"sticker\",\"sticker\":{\"id\":\"1\"}", "1 Sticker" },
        { "\"type\":\"reaction\",\"reaction\":{\"message_id\":\"wamid.1\",\"emoji\":\"x\"}", "1 Reaction" },
        { "\"type\":\"location\",\"location\":{\"latitude\":1.5}", "1 Other" },
        { "\"type\":\"contacts\",\"contacts\":[{}]", "1 Other" },
        { "\"type\":\"interactive\",\"interactive\":{\"type\":\"button\"}", "1 Other" },
        { "\"type\":\"of_the_future\",\"of_the_future\":{}", "1 Other" },
        { "\"type\":\"\",\"text\":{}", "1 Other" },
        { "\"type\":\"text\"", "1 Text" },
        { "\"messaging_product\":\"whatsapp\",\"type\":\"text\"", NotUnderstood },

        // A template is one by its type, with its content and without any other.
        { $"\"type\":\"template\",{Template}", "1 Template outside:Template" },
        { "\"type\":\"template\",\"template\":\"{\\\"name\\\":\\\"x\\\"}\"", "1 Template outside:Template" },
        { $"\"type\":\"template\",{Template},\"text\":null", "1 Template outside:Template" },
        { "\"type\":\"text\",\"text\":{},\"template\":null", "1 Text" },
        { $"\"type\":\"text\",{Template}", NotUnderstood },
        { Template, NotUnderstood },
        { $"\"type\":null,{Template}", NotUnderstood },
        { $"\"type\":\"template\",{Template},\"text\":{{\"body\":\"x\"}}", NotUnderstood },
        { $"\"type\":\"template\",{Template},\"image\":{{\"id\":\"1\"}}", NotUnderstood },
        { $"\"type\":\"template\",{Template},\"interactive\":{{}}", NotUnderstood },
        { $"\"type\":\"template\",{Template},\"reaction\":{{}}", NotUnderstood },
        { $"\"type\":\"template\",{Template},\"hsm\":{{}}", NotUnderstood },
        { "\"type\":\"template\"", NotUnderstood },
        { "\"type\":\"template\",\"template\":null", NotUnderstood },
        { "\"type\":\"template\",\"template\":\"hello_world\"", NotUnderstood },
        { "\"type\":\"template\",\"template\":[]", NotUnderstood },
        { "\"type\":\"template\",\"template\":\"{\\\"name\\\":\"", NotUnderstood },
        { $"\"type\":\"TEMPLATE\",{Template}", NotUnderstood },
        { $"\"type\":\" template\",{Template}", NotUnderstood },
        { $"\"type\":[\"template\"],{Template}", NotUnderstood },
        { $"\"type\":\"template\",\"type\":\"text\",{Template}", NotUnderstood },
        { "\"type\":{},\"text\":{}", NotUnderstood },
        { "\"type\":1.5,\"text\":{}", NotUnderstood },

        // A receipt or a sign of typing, and a message, exclude each other.
        { "\"status\":\"read\",\"message_id\":\"wamid.1\"", NotASend },
        { "\"status\":\"read\",\"type\":\"text\",\"text\":{}", NotUnderstood },
        { "\"typing_indicator\":{\"type\":\"text\"},\"text\":{}", NotUnderstood },

        // Another platform's form.
        { "\"message\":{\"text\":\"x\"}", NotUnderstood },
        { "\"sender_action\":\"typing_on\"", NotUnderstood },
        { "\"batch\":[]", NotUnderstood },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public void A_body_is_read_by_its_type(string members, string reading) =>
        InWords($$"""{"messaging_product":"whatsapp","to":"1",{{members}}}""").ShouldBe(reading);

    [Theory]
    [MemberData(nameof(Contents))]
    public void A_body_in_segments_reads_the_same(string members, string reading)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"messaging_product":"whatsapp","to":"1",{{members}}}""");

        Api.InWords(Api.Read(Bytes.Split(body, 5), "/v24.0/2/messages")).ShouldBe(reading);
    }

    public static TheoryData<string, string> WithoutRecipient => new()
    {
        { """{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"}""", NotASend },
        { """{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1","typing_indicator":{"type":"text"}}""", NotASend },
        { """{"status":"read","message_id":"wamid.1"}""", NotASend },
        { """{"messaging_product":"whatsapp","typing_indicator":{"type":"text"},"message_id":"wamid.1"}""", NotASend },
        { """{"messaging_product":"whatsapp"}""", NotASend },
        { """{"messaging_product":"whatsapp","type":"text"}""", NotASend },
        { """{"messaging_product":"whatsapp","to":null,"text":null,"status":"read"}""", NotASend },
        { """{"messaging_product":"whatsapp","text":{"body":"x"}}""", NotUnderstood },
        { """{"messaging_product":"whatsapp","type":"template","template":{}}""", NotUnderstood },
        { """{"messaging_product":"whatsapp","status":"read","text":{"body":"x"}}""", NotUnderstood },
    };

    [Theory]
    [MemberData(nameof(WithoutRecipient))]
    public void A_body_without_a_recipient_is_a_send_only_if_it_has_content(string body, string reading) => InWords(body).ShouldBe(reading);

    public static TheoryData<string, string> Products => new()
    {
        // how the body says that it is WhatsApp's, what is read
        { "\"messaging_product\":\"whatsapp\",", "1 Text" },
        { "\"messaging_product\":\"WhatsApp\",", "1 Text" },
        { "", "1 Text" },
        { "\"messaging_product\":null,", "1 Text" },
        { "\"messaging_product\":\"telegram\",", NotUnderstood },
        { "\"messaging_product\":\"telegram\",\"message\":{},", NotUnderstood },
        { "\"messaging_product\":\"\",", NotUnderstood },
        { "\"messaging_product\":[\"whatsapp\"],", NotUnderstood },
        { "\"Messaging_Product\":\"whatsapp\",", NotUnderstood },
        { "\"messaging_product\":\"whatsapp\",\"messaging_product\":\"whatsapp\",", NotUnderstood },
    };

    [Theory]
    [MemberData(nameof(Products))]
    public void A_body_is_WhatsApps_by_its_product_or_its_form(string product, string reading) =>
        InWords($$$"""{{{{product}}}"to":"1","type":"text","text":{"body":"x"}}""").ShouldBe(reading);

    public static TheoryData<string, string, string> Edges => new()
    {
        // edge, what stands beside the recipient, what is read
        { "marketing_messages", $"\"type\":\"template\",{Template}", "1 Template outside:Template" },
        { "Marketing_Messages", $"\"type\":\"template\",{Template}", "1 Template outside:Template" },
        { "marketing_messages", "\"type\":\"text\",\"text\":{\"body\":\"x\"}", NotUnderstood },
        { "marketing_messages", "\"text\":{\"body\":\"x\"}", NotUnderstood },
        { "marketing_messages", Template, NotUnderstood },
        { "marketing_messages", "\"type\":\"template\"", NotUnderstood },
        { "messages_encrypted", "\"encrypted_contents\":\"eyJhbGciOiJ\"", NotUnderstood },
        { "messages_encrypted", $"\"type\":\"template\",{Template}", NotUnderstood },
        { "messages", "\"encrypted_contents\":\"eyJhbGciOiJ\"", NotUnderstood },
    };

    [Theory]
    [MemberData(nameof(Edges))]
    public void An_edge_takes_what_it_is_for(string edge, string members, string reading) =>
        Api.InWords(Api.Read($$"""{"messaging_product":"whatsapp","to":"1",{{members}}}""", $"/v24.0/2/{edge}")).ShouldBe(reading);

    [Theory]
    [InlineData("messages_encrypted", """{"messaging_product":"whatsapp","encrypted_contents":"eyJhbGciOiJ"}""")]
    [InlineData("messages", """{"messaging_product":"whatsapp","encrypted_contents":"eyJhbGciOiJ"}""")]
    [InlineData("messages", """{"encrypted_contents":"eyJhbGciOiJ"}""")]
    public void An_encrypted_body_is_never_taken_for_no_send(string edge, string body) =>
        Api.InWords(Api.Read(body, $"/v24.0/2/{edge}")).ShouldBe(NotUnderstood);

    [Theory]
    [InlineData("/v24.0/222333444555666/messages", "222333444555666")]
    [InlineData("/v24.0/me/messages", null)]
    [InlineData("/v1/messages", null)]
    public void A_send_belongs_to_the_account_of_its_path(string path, string? account) =>
        Read(path).Send.ShouldNotBeNull().Account.ShouldBe(account);

    [Theory]
    [InlineData("/v24.0/abc/messages")]
    [InlineData("/v24.0/00123/messages")]
    [InlineData("/v24.0/123456789012345678901234567890123/messages")]
    [InlineData("/v24.0/1:2/messages")]
    public void A_path_with_an_account_of_a_wrong_form_is_not_understood(string path) => Api.InWords(Read(path)).ShouldBe(NotUnderstood);

    [Fact]
    public void A_WhatsApp_send_can_be_no_other_platforms() => Read("/v24.0/2/messages").Send.ShouldNotBeNull().Platforms.ShouldBe(["WhatsApp"]);

    [Theory]
    [InlineData("""{"messaging_product":"whatsapp","to":"nobody","text":{}}""", "WhatsApp")]
    [InlineData("""{"recipient":{"id":"nobody"},"message":{}}""", "Messenger,Instagram")]
    [InlineData("""{"to":""", "")]
    public void A_refusal_is_worded_by_a_platform_that_the_body_can_be_for(string body, string platforms) =>
        string.Join(',', Api.Read(body).Platforms).ShouldBe(platforms);

    private static SendReading Read(string path) =>
        Api.Read("""{"messaging_product":"whatsapp","to":"1","type":"text","text":{"body":"x"}}""", path);

    private static string InWords(string body) => Api.InWords(Api.Read(body));
}
