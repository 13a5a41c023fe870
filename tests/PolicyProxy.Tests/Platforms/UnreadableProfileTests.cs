using System.Text;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>What a description calls a client's act and cannot read: it is told which of its places found what, and the others are recorded.</summary>
public sealed class UnreadableProfileTests
{
    private const string Answers = """
        "Answers": { "Closed": { "Body": "{}" }, "Invalid": { "Body": "{}" }, "Throttled": { "Body": "{}" }, "Unavailable": { "Body": "{}" } }
        """;

    private static readonly DescribedPlatform Lists = new("Lists", $$"""
        { "Platforms": { "Lists": { "Contacts": [ { "Id": "Digits" } ], "Accounts": [ { "Id": "Digits" } ],
          "Send": { "Paths": [ "/send" ], "Parameters": [ "Json" ], "Recipient": [ { "Value": "to" } ] },
          "Webhook": {
            "Events": "entry[].events[]", "When": [ { "Value": "type", "In": [ "text" ] } ], "Time": "at",
            "Contact": [ { "Value": "from.id" }, { "Value": "from.old", "When": [ { "Value": "from.old", "Exists": true } ] } ], "Account": [ { "Value": "to" } ]
          }, {{Answers}} } } }
        """);

    [Theory]
    [InlineData("""{"type":"text","at":1795334400,"from":{"id":"7"},"to":"1"}""", "")]
    [InlineData("""{"type":"text","at":1795334400,"from":{"id":"x","old":"7"},"to":"1"}""", "")]
    [InlineData("""{"type":"read"}""", "")]
    [InlineData("""{"type":"text","at":1795334400,"to":"1"}""", "1 Webhook:Contact from.id: nothing")]
    [InlineData("""{"type":"text","at":1795334400,"from":{"id":"Ada 7"},"to":"1"}""", "1 Webhook:Contact from.id: a text like \"aaa 9\"")]
    [InlineData("""{"type":"text","at":1795334400,"from":{"id":"","old":"x"},"to":"1"}""", "1 Webhook:Contact from.id, from.old: an empty text, a text like \"a\"")]
    [InlineData("""{"type":"text","at":1795334400,"from":{"id":[7]},"to":"1"}""", "1 Webhook:Contact from.id: no text or whole number")]
    [InlineData("""{"type":"text","at":1795334400,"from":"7","to":"1"}""", "1 Webhook:Contact from.id: nothing")]
    [InlineData("""{"type":"text","at":1795334400,"at":1,"from":{"id":"7"},"to":"1"}""", "1 Webhook: at is given more than once")]
    [InlineData("""{"type":"text","from":{"id":"7"},"to":"1"}""", "1 Webhook:Time at: nothing")]
    [InlineData("""{"type":"text","at":"soon","from":{"id":"7"},"to":"1"}""", "1 Webhook:Time at: a text like \"aaaa\"")]
    [InlineData("""{"type":"text","at":1795507201,"from":{"id":"7"},"to":"1"}""", "1 Webhook:Time at: a text like \"9999999999\"")]
    [InlineData("""{"type":"text","at":1795334400,"from":{"id":"7"},"to":"page"}""", "1 Webhook:Account to: a text like \"aaaa\"")]
    public void A_place_that_finds_nothing_is_told(string item, string told) => Lists.Unreadable($$"""{"entry":[{"events":[{{item}}]}]}""").ShouldBe(told);

    [Theory]
    [InlineData("""{"entries":[]}""", "0 Webhook:Events entry[].events[]: no entry")]
    [InlineData("{}", "0 Webhook:Events entry[].events[]: no entry")]
    [InlineData("""{"entry":{"events":[]}}""", "0 Webhook:Events entry[].events[]: entry, and it is no array")]
    [InlineData("""{"entry":[[{"events":[]}]]}""", "0 Webhook:Events entry[].events[]: an array where an object belongs")]
    [InlineData("""{"entry":[{"events":["text","text"]}]}""", "0 Webhook:Events entry[].events[]: what is no object")]
    [InlineData("""{"entry":[{"statuses":[]}]}""", "")]
    [InlineData("""{"entry":[]}""", "")]
    public void A_way_that_leads_nowhere_is_told_unless_its_end_alone_is_not_there(string body, string told) => Lists.Unreadable(body).ShouldBe(told);

    [Fact]
    public void One_event_that_cannot_be_read_takes_nothing_from_the_others()
    {
        const string Body = """
            {"entry":[{"events":[{"type":"text","at":1795334400,"from":{"id":"7"}},{"type":"read"},{"type":"text","from":{"id":"8"}}]},
             {"events":[{"type":"text","at":1795334399,"from":{"id":"9"}}]}]}
            """;
        Lists.Webhook(Body).ShouldBe("7 at (none) on 2026-11-22T08:00:00; 9 at (none) on 2026-11-22T07:59:59");
        Lists.Unreadable(Body).ShouldBe("2 Webhook:Time at: nothing");
    }

    [Theory]
    [InlineData("", 1000)]
    [InlineData("\"at\":1795334400,\"from\":{\"id\":\"7\"}", 0)]
    public void Of_one_webhook_no_more_are_told_than_platforms_send(string more, int told)
    {
        var item = $"{{\"type\":\"text\"{(more.Length > 0 ? "," : "")}{more}}}";
        var body = $"{{\"entry\":[{{\"events\":[{string.Join(',', Enumerable.Repeat(item, 1500))}]}}]}}";
        Lists.Unreadable(body).Split("; ", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(told);
    }

    [Theory]
    [InlineData("<CreateTime>1795334400</CreateTime>", "", "1 Webhook:Time CreateTime: nothing")]
    [InlineData("1795334400", "yesterday", "1 Webhook:Time CreateTime: a text like \"aaaaaaaaa\"")]
    [InlineData("1795334400", "<at/>", "1 Webhook:Time CreateTime: no text or whole number")]
    [InlineData("oPL3EwABb3O9FlyYqrEq8s60XQHM", "", "1 Webhook:Contact FromUserName: an empty text")]
    [InlineData("<FromUserName>", "<FromUserName>x</FromUserName><FromUserName>", "1 Webhook: FromUserName is given more than once")]
    [InlineData("<FromUserName>", "<FromUserName id=\"1\">", "1 Webhook: FromUserName has attributes or a namespace, which not everybody reads alike")]
    [InlineData("</xml>", "", "1 Webhook: the body is not well-formed XML of at most 64 levels, without a DTD")]
    [InlineData("[text]", "[event]", "")]
    public void A_place_in_XML_is_told_as_well(string old, string replacement, string told) =>
        DescribedPlatform.File("WeChat", "wechat.json").Unreadable(Encoding.UTF8.GetString(Fixture.Named("WeChat", "text.xml").ReadBody()).Replace(old, replacement, StringComparison.Ordinal)).ShouldBe(told);

    // An event that every place passes over by its own condition is nobody's act.
    [Fact]
    public void A_reaction_that_is_taken_back_is_none_that_cannot_be_read() =>
        DescribedPlatform.File("360dialog", "360dialog.json").Unreadable(Encoding.UTF8.GetString(Fixture.Named("360dialog", "reaction_removed.json").ReadBody())).ShouldBeEmpty();
}
