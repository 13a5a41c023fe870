using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>Who a client is: the ids under which a webhook and a send mean the same one.</summary>
public sealed class ContactTests : ProxyTest
{
    private const string UserId = "US.13491208655302741918";
    private const string ParentId = "US.ENT.11815799212886844830";
    private const string Group = "Y2FwaV9ncm91cDoxNzA1NTUwMTM5";

    /// <summary>The number in the webhook, and as the helpdesk dials it.</summary>
    public static TheoryData<string, string> SameNumber => new()
    {
        { "4915112345678", "4915112345678" },
        { "4915112345678", "+4915112345678" },
        { "4915112345678", "+49 (151) 1234-5678" },
        { "551199998888", "5511999998888" },
        { "5511999998888", "551199998888" },
        { "5215512345678", "525512345678" },
        { "525512345678", "+5215512345678" },
        { "5491123456789", "541123456789" },
        { "541123456789", "5491123456789" },
    };

    [Theory]
    [MemberData(nameof(SameNumber))]
    public async Task A_number_is_the_same_in_every_form(string from, string to)
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp with { Contact = from });

        (await Gateway.SendAsync(Conversation.WhatsApp with { Contact = to })).Verdict.ShouldBe("allowed");
    }

    [Theory]
    [InlineData("4915112345678", "4915112345679")]
    [InlineData("4915112345678", "15112345678")]
    [InlineData("551199998888", "551199998889")]
    public async Task Another_number_is_another_client(string from, string to)
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp with { Contact = from });

        (await Gateway.SendAsync(Conversation.WhatsApp with { Contact = to })).Reason.ShouldBe("no-client-contact");
    }

    [Theory]
    [InlineData("""{"messaging_product":"whatsapp","to":4915112345678,"text":{"body":"a"}}""")]
    [InlineData("""{"to":"4915112345678","type":"text","text":{"body":"a"}}""")]
    [InlineData("""{"messaging_product":"whatsapp","t\u006f":"4915112345678","text":{"body":"a"}}""")]
    public async Task The_recipient_is_read_however_it_is_written(string body)
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);

        (await Gateway.PostAsync(Conversation.WhatsApp.Path, body)).Verdict.ShouldBe("allowed");
    }

    [Theory]
    [InlineData($"\"to\":\"4915112345678\"", "allowed")]
    [InlineData($"\"recipient\":\"{UserId}\"", "allowed")]
    [InlineData($"\"recipient\":\"{ParentId}\"", "allowed")]
    [InlineData($"\"to\":\"4915112345678\",\"recipient\":\"US.1\"", "allowed")]
    [InlineData($"\"to\":\"4915112345679\",\"recipient\":\"{UserId}\"", "refused")]
    [InlineData("\"recipient\":\"US.13491208655302741919\"", "refused")]
    public async Task A_client_with_several_ids_can_be_answered_by_each_and_to_wins(string recipient, string verdict)
    {
        await Gateway.WebhookAsync(
            WhatsAppMessage($"\"from\":\"4915112345678\",\"from_user_id\":\"{UserId}\",\"from_parent_user_id\":\"{ParentId}\""),
            GatewaySettings.WhatsAppSecret);

        (await SendAsync(recipient)).Verdict.ShouldBe(verdict);
    }

    [Fact]
    public async Task A_message_in_a_group_opens_the_groups_window()
    {
        await Gateway.WebhookAsync(WhatsAppMessage($"\"from\":\"4915112345678\",\"group_id\":\"{Group}\""), GatewaySettings.WhatsAppSecret);

        (await SendAsync($"\"recipient_type\":\"group\",\"to\":\"{Group}\"")).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task A_message_in_a_group_does_not_open_the_participants_window()
    {
        await Gateway.WebhookAsync(WhatsAppMessage($"\"from\":\"4915112345678\",\"group_id\":\"{Group}\""), GatewaySettings.WhatsAppSecret);

        (await SendAsync("\"to\":\"4915112345678\"")).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task A_client_who_wrote_to_one_number_has_no_window_with_another()
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);

        (await Gateway.SendAsync(Conversation.WhatsApp with { Account = "777000111222333" })).Reason.ShouldBe("no-client-contact");
    }

    [Theory]
    [InlineData("Messenger")]
    [InlineData("Instagram")]
    public async Task A_window_of_a_page_is_open_for_me_as_well(string platform)
    {
        await Gateway.ClientWritesAsync(Conversation.On(platform));

        (await Gateway.PostAsync("/v24.0/me/messages", Conversation.On(platform).Text)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task A_recipient_that_is_a_number_in_JSON_is_the_same_as_a_text()
    {
        await Gateway.ClientWritesAsync(Conversation.Messenger);

        (await Gateway.PostAsync("/me/messages", """{"recipient":{"id":25381719828140932},"message":{"text":"a"}}""")).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task An_echo_of_the_companys_own_message_opens_no_window()
    {
        await Gateway.WebhookAsync(
            $$$"""
            {"object":"page","entry":[{"id":"105872921234567","messaging":[{"sender":{"id":"25381719828140932"},
            "recipient":{"id":"105872921234567"},"timestamp":{{{Gateway.Now.ToUnixTimeMilliseconds()}}},"message":{"mid":"m","is_echo":true,"text":"a"}}]}]}
            """,
            GatewaySettings.MessengerSecret);

        (await Gateway.SendAsync(Conversation.Messenger)).Reason.ShouldBe("no-client-contact");
    }

    private string WhatsAppMessage(string ids) => $$$"""
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
        "metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},
        "messages":[{{{{ids}}},"id":"wamid.A","timestamp":"{{{Gateway.Now.ToUnixTimeSeconds()}}}","type":"text","text":{"body":"Hi"}}]}}]}]}
        """;

    private Task<Answer> SendAsync(string recipient) =>
        Gateway.PostAsync(Conversation.WhatsApp.Path, $$"""{"messaging_product":"whatsapp",{{recipient}},"type":"text","text":{"body":"a"} }""");
}
