using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>What a client did and a built-in platform's webhook does not tell so that a window opens: it is named, and nothing of its values.</summary>
public class UnreadableEventTests
{
    private const string Page = """{"object":"page","entry":[{"id":"1","messaging":[ITEM]}]}""";
    private const string Instagram = """{"object":"instagram","entry":[{"id":"1","messaging":[ITEM]}]}""";
    private const string WhatsApp =
        """{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100001","phone_number_id":"222"},"messages":[ITEM]}}]}]}""";

    [Theory]
    [InlineData("""{"recipient":{"id":"1"},"timestamp":1795334400000,"message":{"mid":"m"}}""", "sender.id: nothing")]
    [InlineData("""{"sender":{"id":"2a"},"recipient":{"id":"1"},"timestamp":1795334400000,"message":{"mid":"m"}}""", "sender.id: a text like \"9a\"")]
    [InlineData("""{"sender":{"id":{"psid":"2"}},"recipient":{"id":"1"},"timestamp":1795334400000,"postback":{}}""", "sender.id: an object")]
    [InlineData("""{"sender":{"id":true},"recipient":{"id":"1"},"timestamp":1795334400000,"message":{}}""", "sender.id: a truth value")]
    [InlineData("""{"sender":{"id":"2"},"recipient":{"id":"1"},"message":{"mid":"m"}}""", "timestamp: nothing")]
    [InlineData("""{"sender":{"id":"2"},"recipient":{"id":"1"},"timestamp":"yesterday, 8 a.m.","message":{"mid":"m"}}""", "timestamp: a text like \"aaaaaaaaa, 9 a.a.\"")]
    [InlineData("""{"sender":{"id":"2"},"recipient":{"id":"1"},"timestamp":"","message":{"mid":"m"}}""", "timestamp: an empty text")]
    [InlineData("""{"sender":{"id":"2"},"recipient":{"id":"1"},"timestamp":1.795e12,"reaction":{"action":"react"}}""", null)]
    [InlineData("""{"sender":{"id":"2"},"recipient":{"id":"1"},"timestamp":99999999999999,"message":{"mid":"m"}}""", "timestamp: a text like \"99999999999999\"")]
    public void A_message_that_names_no_client_or_time_is_told(string item, string? told)
    {
        foreach (var (platform, envelope) in new[] { ("Messenger", Page), ("Instagram", Instagram) })
            Api.Unreadable(envelope.Replace("ITEM", item, StringComparison.Ordinal)).ShouldBe(told is null ? [] : [$"{platform} 1 {told}"]);
    }

    [Theory]
    [InlineData("""{"timestamp":"1795334400","type":"text"}""", "from: nothing")]
    [InlineData("""{"from":"+1 (500) nobody","timestamp":"1795334400","type":"text"}""", "from: a text like \"+9 (999) aaaaaa\"")]
    [InlineData("""{"group_id":"","from":"15005550006","timestamp":"1795334400","type":"text"}""", "group_id: an empty text")]
    [InlineData("""{"from":"15005550006","type":"text"}""", "timestamp: nothing")]
    [InlineData("""{"from":"15005550006","timestamp":[1795334400],"type":"text"}""", "timestamp: an array")]
    public void A_WhatsApp_message_that_names_no_client_or_time_is_told(string item, string told) =>
        Api.Unreadable(WhatsApp.Replace("ITEM", item, StringComparison.Ordinal)).ShouldBe([$"WhatsApp 1 {told}"]);

    [Fact]
    public void An_account_that_is_none_is_told() =>
        Api.Unreadable(WhatsApp.Replace("\"222\"", "\"no id\"", StringComparison.Ordinal).Replace("ITEM", """{"from":"15005550006","timestamp":"1795334400","type":"text"}""", StringComparison.Ordinal))
            .ShouldBe(["WhatsApp 1 metadata.phone_number_id: a text like \"aa aa\""]);

    [Theory]
    [InlineData(Page, """{"sender":{"id":"1"},"recipient":{"id":"2"},"message":{"mid":"m","is_echo":true}}""")]
    [InlineData(Page, """{"sender":{"id":"1"},"recipient":{"id":"2"},"message":{"mid":"m"}}""")]
    [InlineData(Page, """{"sender":{"id":"2"},"recipient":{"id":"1"},"delivery":{"mids":[]}}""")]
    [InlineData(Page, """{"recipient":{"id":"1"},"timestamp":1795334400000,"optin":{"ref":"r","user_ref":"u"}}""")]
    [InlineData(Page, """{"sender":{"id":"2"},"recipient":{"id":"9"},"message":{"mid":"m"}}""")]
    [InlineData(Instagram, """{"timestamp":1795334400000,"message_edit":{"mid":"m","num_edit":0}}""")]
    [InlineData(WhatsApp, """{"from":"15550100001","type":"text"}""")]
    [InlineData(WhatsApp, """{"type":"system","system":{}}""")]
    [InlineData(WhatsApp, """{"type":"reaction","reaction":{"message_id":"m"}}""")]
    public void What_is_no_clients_act_is_none_that_cannot_be_read(string envelope, string item) =>
        Api.Unreadable(envelope.Replace("ITEM", item, StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void One_that_cannot_be_read_is_told_by_its_number_and_takes_nothing_from_the_others()
    {
        var items = string.Join(',', Enumerable.Range(2, 3).Select(i => $$$"""{"sender":{"id":"{{{i}}}"},"recipient":{"id":"1"},{{{(i == 3 ? "" : "\"timestamp\":1795334400000,")}}}"message":{"mid":"m"}}"""));
        var body = Page.Replace("ITEM", items, StringComparison.Ordinal);

        Api.Contacts(body).Select(contact => contact.Contacts[0]).ShouldBe(["2", "4"]);
        Api.Unreadable(body).ShouldBe(["Messenger 2 timestamp: nothing"]);
    }

    [Fact]
    public void Of_a_long_text_only_the_beginning_is_shown() =>
        Api.Unreadable(WhatsApp.Replace("ITEM", $$"""{"from":"{{new string('Ä', 40)}}","type":"text"}""", StringComparison.Ordinal))
            .ShouldBe([$"WhatsApp 1 from: a text like \"{new string('a', 32)}\" and 8 more characters"]);
}
