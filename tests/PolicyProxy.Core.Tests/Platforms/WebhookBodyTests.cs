using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>Bodies that are not as documented: never an exception, and no more lost than has to be.</summary>
public class WebhookBodyTests
{
    private const string Item =
        """{"sender":{"id":"2"},"recipient":{"id":"1"},"timestamp":1795334400000,"message":{"mid":"m","text":"x"}}""";

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("hello")]
    [InlineData("""{"object":"page"} trailing""")]
    [InlineData("""{"object":"page",}""")]
    [InlineData("{'object':'page'}")]
    [InlineData("\"text\"")]
    [InlineData("7")]
    [InlineData("true")]
    [InlineData("null")]
    public void A_body_that_is_no_object_or_array_cannot_be_read(string body) => Api.CanRead(body).ShouldBeFalse();

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"object":"page"}""")]
    [InlineData("""{"object":7,"entry":[]}""")]
    [InlineData("""{"object":"page","entry":{}}""")]
    [InlineData("[1,null,\"x\",[]]")]
    public void A_body_without_events_can_be_read(string body) => Api.CanRead(body).ShouldBeTrue();

    [Theory]
    [InlineData("""{"object":"page","entry":[{"id":"1","messaging":[ITEM]}]}""", 1)]
    [InlineData("""{"object":"PAGE","entry":[{"id":"1","messaging":[ITEM]}]}""", 0)]
    [InlineData("""{"entry":[{"id":"1","messaging":[ITEM]}]}""", 0)]
    [InlineData("""{"object":"user","entry":[{"id":"1","messaging":[ITEM]}]}""", 0)]
    [InlineData("""{"object":"whatsapp_business_account","entry":[{"id":"1","messaging":[ITEM]}]}""", 0)]
    [InlineData("""{"messaging":[ITEM]}""", 0)]
    [InlineData("""{"field":"messages","value":ITEM}""", 1)]
    [InlineData("""{"object":"user","field":"messages","value":ITEM}""", 0)]
    [InlineData("""{"entry":[],"field":"messages","value":ITEM}""", 0)]
    [InlineData("""{"object":"page","entry":[{"id":"1","changes":[{"field":"messages","value":ITEM}]}]}""", 1)]
    [InlineData("""{"object":"page","entry":[{"id":"1","changes":[{"field":"messaging_postbacks","value":ITEM}]}]}""", 1)]
    [InlineData("""{"object":"page","entry":[{"id":"1","changes":[{"field":"messaging_referral","value":ITEM}]}]}""", 1)]
    [InlineData("""{"object":"page","entry":[{"id":"1","changes":[{"field":"messaging_referrals","value":ITEM}]}]}""", 1)]
    [InlineData("""{"object":"page","entry":[{"id":"1","changes":[{"field":"messaging_optins","value":ITEM}]}]}""", 1)]
    [InlineData("""{"object":"page","entry":[{"id":"1","changes":[{"field":"message_reactions","value":ITEM}]}]}""", 1)]
    [InlineData("""{"object":"page","entry":[{"id":"1","changes":[{"field":"standby","value":ITEM}]}]}""", 1)]
    [InlineData("""{"object":"page","entry":[{"id":"1","changes":[{"field":"feed","value":ITEM}]}]}""", 0)]
    public void Only_an_object_that_is_known_opens_windows(string body, int opened) =>
        Api.Contacts(body.Replace("ITEM", Item, StringComparison.Ordinal)).Count.ShouldBe(opened);

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    [InlineData("{\"\\ud800\":1}")]
    public void Text_that_is_not_Unicode_hides_no_event(string text) =>
        Api.Contacts(Page(Item.Replace("\"x\"", text, StringComparison.Ordinal))).Count.ShouldBe(1);

    [Theory]
    [InlineData("sender", "\"id\":\"2\"", "\"id\":\"\\ud800\"")]
    [InlineData("type", "\"text\":\"x\"", "\"is_echo\":\"\\ud800\"")]
    public void An_event_that_names_nobody_in_Unicode_opens_nothing(string what, string part, string by) =>
        Api.Contacts(Page(Item.Replace(part, by, StringComparison.Ordinal))).ShouldBeEmpty(what);

    [Fact]
    public void What_was_found_before_an_unreadable_name_holds()
    {
        List<ClientContact> contacts = [];
        var strange = Item.Replace("{\"id\":\"2\"}", "{\"id\":\"2\",\"\\ud800\":1}", StringComparison.Ordinal);

        Api.CanRead(Page($"{Item},{strange}"), contacts).ShouldBeFalse();

        contacts.Count.ShouldBe(1);
    }

    [Fact]
    public void A_thousand_events_in_one_body_are_all_read() =>
        Api.Contacts(Page(string.Join(',', Enumerable.Repeat(Item, 1_000)))).Count.ShouldBe(1_000);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"00123\"")]
    [InlineData("\"123456789012345678901234567890123\"")]
    [InlineData("\"12 3\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"\\uff11\"")]
    [InlineData("\"1:2\"")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("-1")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[\"2\"]")]
    [InlineData("{\"id\":\"2\"}")]
    public void A_sender_of_a_wrong_form_opens_nothing(string id) =>
        Api.Contacts(Page(Item.Replace("\"2\"", id, StringComparison.Ordinal))).ShouldBeEmpty();

    [Theory]
    [InlineData("true", 0)]
    [InlineData("\"true\"", 0)]
    [InlineData("1", 0)]
    [InlineData("\"false\"", 0)]
    [InlineData("false", 1)]
    [InlineData("null", 1)]
    public void An_echo_is_one_unless_the_flag_is_surely_not_set(string flag, int opened) =>
        Api.Contacts(Page(Item.Replace("\"mid\"", $"\"is_echo\":{flag},\"mid\"", StringComparison.Ordinal))).Count.ShouldBe(opened);

    [Theory]
    [InlineData("\"referral\":{\"ref\":\"x\"}", 1)]
    [InlineData("\"referral\":\"x\"", 0)]
    [InlineData("\"referral\":{\"ad_id\":\"1\"}", 0)]
    [InlineData("\"referral\":{\"source\":\"ads\"}", 0)]
    [InlineData("\"referral\":{\"source\":\"SHORTLINK\"}", 1)]
    [InlineData("\"optin\":{\"ref\":\"x\"}", 1)]
    [InlineData("\"optin\":{\"type\":\"notification_messages\"}", 0)]
    [InlineData("\"optin\":{\"type\":\"one_time_notif_req\"}", 0)]
    [InlineData("\"optin\":{\"notification_messages_token\":\"t\"}", 0)]
    [InlineData("\"optin\":{\"one_time_notif_token\":\"t\"}", 0)]
    [InlineData("\"optin\":[{}]", 0)]
    [InlineData("\"postback\":{}", 1)]
    [InlineData("\"postback\":\"x\"", 0)]
    [InlineData("\"reaction\":{\"action\":\"react\"}", 1)]
    [InlineData("\"reaction\":\"react\"", 0)]
    [InlineData("\"message\":\"x\"", 0)]
    public void An_action_is_one_only_in_its_documented_form(string action, int opened) =>
        Api.Contacts(Page(Item.Replace("\"message\":{\"mid\":\"m\",\"text\":\"x\"}", action, StringComparison.Ordinal))).Count.ShouldBe(opened);

    private static string Page(string items) => $$"""{"object":"page","entry":[{"id":"1","messaging":[{{items}}]}]}""";
}
