using System.Text;
using System.Text.Json;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms.WhatsApp;

/// <summary>How WhatsApp words that it took a send, and that it failed afterwards.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages, .../webhooks/reference/messages/status</remarks>
public sealed class WhatsAppFailureTests
{
    private const string User = "US.13491208655302741918";
    private const string Group = "Y2FwaV9ncm91cDoxMjM0NTY3ODkw";

    private static readonly IPlatform Platform = BuiltInPlatforms.All["WhatsApp"];

    [Theory]
    [InlineData("\"to\":\"+1 (650) 555-1234\"", "{\"input\":\"+1 (650) 555-1234\",\"wa_id\":\"16505551234\"}", "recipient_id", "16505551234")]
    [InlineData("\"to\":\"5511987654321\"", "{\"input\":\"5511987654321\",\"wa_id\":\"5511987654321\"}", "recipient_id", "5511987654321")]
    [InlineData("\"recipient\":\"" + User + "\"", "{\"input\":\"" + User + "\",\"user_id\":\"" + User + "\"}", "recipient_user_id", User)]
    [InlineData("\"to\":\"16505551234\",\"recipient\":\"" + User + "\"", "{\"input\":\"16505551234\",\"wa_id\":\"16505551234\"}", "recipient_id", "16505551234")]
    [InlineData("\"recipient_type\":\"group\",\"to\":\"" + Group + "\"", "{\"input\":\"" + Group + "\",\"wa_id\":\"" + Group + "\"}", "recipient_id", Group)]
    public void The_recipient_is_named_as_the_platform_does(string recipient, string contact, string member, string id)
    {
        var refusal = Refusal($$$"""{"messaging_product":"whatsapp",{{{recipient}}},"text":{"body":"Hi"}}""");

        Accepted(refusal).GetProperty("contacts")[0].GetRawText().ShouldBe(contact);
        Status(refusal).GetProperty(member).GetString().ShouldBe(id);
    }

    [Fact]
    public void A_message_to_a_group_says_so()
    {
        var refusal = Refusal($$$"""{"messaging_product":"whatsapp","recipient_type":"group","to":"{{{Group}}}","text":{"body":"Hi"}}""");

        Accepted(refusal).GetProperty("messages")[0].GetProperty("group_id").GetString().ShouldBe(Group);
        Status(refusal).GetProperty("recipient_type").GetString().ShouldBe("group");
    }

    [Fact]
    public void A_template_has_a_status_of_its_own() => Accepted(Refusal(
            """{"messaging_product":"whatsapp","to":"16505551234","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}"""))
        .GetProperty("messages")[0].GetProperty("message_status").GetString().ShouldBe("accepted");

    [Fact]
    public void The_message_id_is_Base64_of_an_account_and_18_digits_and_names_no_client()
    {
        var refusal = Refusal("""{"messaging_product":"whatsapp","to":"16505551234","text":{"body":"Hi"}}""");
        var id = Accepted(refusal).GetProperty("messages")[0].GetProperty("id").GetString()!;
        Status(refusal).GetProperty("id").GetString().ShouldBe(id);

        id.ShouldStartWith("wamid.HBg");
        var text = Encoding.Latin1.GetString(Convert.FromBase64String(id["wamid.".Length..]));
        text.ShouldMatch($"\x1c\x18\x0f{Api.PhoneNumberId}\x15\x02\0\x11\x18\x12[0-9A-F]{{18}}\0");
    }

    [Fact]
    public void What_is_not_known_of_the_account_is_filled_in()
    {
        using var webhook = JsonDocument.Parse(Platform.WordFailure(Refusal("""{"messaging_product":"whatsapp","to":"1","text":{"body":"Hi"}}""") with { Account = new(Api.PhoneNumberId) }).Body);

        webhook.RootElement.GetProperty("entry")[0].GetProperty("id").GetString().ShouldBe("0");
    }

    [Fact]
    public void The_failure_opens_no_window()
    {
        var failure = Platform.WordFailure(Refusal("""{"messaging_product":"whatsapp","to":"16505551234","text":{"body":"Hi"}}"""));

        Api.Contacts(Bytes.Whole(failure.Body.ToArray())).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"object":"whatsapp_business_account","entry":[{"id":"7","changes":[{"field":"messages","value":{"metadata":{"display_phone_number":"1555","phone_number_id":"22"},"statuses":[]}}]}]}""", "22/7/1555")]
    [InlineData("""{"object":"whatsapp_business_account","entry":[{"changes":[{"value":{"metadata":{"phone_number_id":22}}}]},{"id":8,"changes":[{"value":{"metadata":{"phone_number_id":"23"}}},{"value":{"metadata":{"phone_number_id":"22"}}}]}]}""", "22// 23/8/")]
    [InlineData("""{"object":"whatsapp_business_account","entry":[{"id":"7","changes":[{"value":{"metadata":{"phone_number_id":"nobody"}}},{"value":{}},{}]}]}""", "")]
    [InlineData("""{"object":"page","entry":[{"id":"7","changes":[{"value":{"metadata":{"phone_number_id":"22"}}}]}]}""", "")]
    [InlineData("""[]""", "")]
    [InlineData("""{"object":""", "")]
    public void A_webhook_names_its_accounts(string webhook, string accounts) =>
        string.Join(' ', Platform.Api.ReadAccounts(Bytes.Whole(webhook)).Select(account => $"{account.Id}/{account.Owner}/{account.ShownNumber}")).ShouldBe(accounts);

    [Theory]
    [InlineData("Messenger")]
    [InlineData("Instagram")]
    public void Other_platforms_tell_of_no_failure_later(string name)
    {
        var platform = BuiltInPlatforms.All[name];
        var refusal = Refusal("""{"messaging_product":"whatsapp","to":"1","text":{"body":"Hi"}}""");

        platform.CanRefuseLater.ShouldBeFalse();
        Should.Throw<NotSupportedException>(() => platform.WordAccepted(refusal)).Message.ShouldBe($"{name} tells of no failure later.");
        Should.Throw<NotSupportedException>(() => platform.WordFailure(refusal));
    }

    private static JsonElement Accepted(LaterRefusal refusal) => JsonDocument.Parse(Platform.WordAccepted(refusal).Body).RootElement;

    private static JsonElement Status(LaterRefusal refusal) => JsonDocument.Parse(Platform.WordFailure(refusal).Body).RootElement
        .GetProperty("entry")[0].GetProperty("changes")[0].GetProperty("value").GetProperty("statuses")[0];

    private static LaterRefusal Refusal(string send) => new(
        Api.Read(send).Send.ShouldNotBeNull(), new(Api.PhoneNumberId, "102290129340398", "15550783881"), new(AnswerKind.NotDelivered, "it has closed"), Api.Received, Guid.NewGuid());
}
