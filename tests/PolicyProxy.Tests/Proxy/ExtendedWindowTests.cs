using PolicyProxy.Policy;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>The human agent's part of a Messenger or Instagram window, from its first to its last tick.</summary>
public sealed class ExtendedWindowTests : ProxyTest
{
    private const string Recipient = "\"recipient\":{\"id\":\"25381719828140932\"}";

    private static readonly Conversation Client = Conversation.Messenger;

    /// <summary>Hours since the client wrote, ticks beyond, and the reason on a send without a tag.</summary>
    public static TheoryData<int, int, string> WithAdd => new()
    {
        { 24, -1, "window-open" },
        { 24, 0, "extended-window-open" },
        { 24, 1, "extended-window-open" },
        { 168, -1, "extended-window-open" },
        { 168, 0, "window-closed" },
        { 168, 1, "window-closed" },
    };

    public static TheoryData<int, int, string> WithRequire => new()
    {
        { 24, -1, "window-open" },
        { 24, 0, "content-not-permitted" },
        { 24, 1, "content-not-permitted" },
        { 168, -1, "content-not-permitted" },
        { 168, 0, "window-closed" },
        { 168, 1, "window-closed" },
    };

    /// <summary>What a message holds, and the kind of content that is.</summary>
    public static TheoryData<string, ContentKind> Contents => new()
    {
        { "\"text\":\"a\"", ContentKind.Text },
        { "\"attachment\":{\"type\":\"image\",\"payload\":{}}", ContentKind.Image },
        { "\"attachment\":{\"type\":\"video\",\"payload\":{}}", ContentKind.Video },
        { "\"attachment\":{\"type\":\"audio\",\"payload\":{}}", ContentKind.Audio },
        { "\"attachment\":{\"type\":\"file\",\"payload\":{}}", ContentKind.File },
        { "\"attachment\":{\"type\":\"template\",\"payload\":{}}", ContentKind.Template },
        { "\"attachment\":{\"type\":\"MEDIA_SHARE\",\"payload\":{}}", ContentKind.Other },
        { "\"attachments\":[{\"type\":\"image\"},{\"type\":\"video\"}]", ContentKind.Other },
        { "\"sticker_id\":767226160478561", ContentKind.Sticker },
        { "\"text\":\"a\",\"quick_replies\":[{\"title\":\"b\"}]", ContentKind.QuickReplies },
    };

    [Theory]
    [MemberData(nameof(WithAdd))]
    public async Task Where_the_tag_is_added_a_send_needs_none(int hours, int ticks, string reason) =>
        (await SendAsync("\"Tag\":\"Add\"", hours, ticks)).Reason.ShouldBe(reason);

    [Theory]
    [MemberData(nameof(WithRequire))]
    public async Task Where_the_tag_is_required_a_send_without_one_is_refused(int hours, int ticks, string reason) =>
        (await SendAsync("\"Tag\":\"Require\"", hours, ticks)).Reason.ShouldBe(reason);

    [Theory]
    [InlineData(24, 0, "extended-window-open")]
    [InlineData(168, -1, "extended-window-open")]
    [InlineData(168, 0, "tag-not-supported")]
    public async Task Where_the_tag_is_required_a_send_with_it_is_allowed(int hours, int ticks, string reason) =>
        (await SendAsync("\"Tag\":\"Require\"", hours, ticks, Client.Tagged("Human_Agent"))).Reason.ShouldBe(reason);

    [Fact]
    public async Task Inside_the_standard_window_no_tag_is_added()
    {
        await SendAsync("\"Tag\":\"Add\"", 24, -1);

        Gateway.Platform.Single.Text.ShouldBe(Client.Text);
    }

    [Fact]
    public async Task In_the_extended_window_the_tag_is_added_and_nothing_else_changed()
    {
        const string Body = "{ \"x\" : \"\\u00e4\" , " + Recipient + ",\"message\":{\"text\":\"a\"} }";
        await SendAsync("\"Tag\":\"Add\"", 24, 0, Body);

        Gateway.Platform.Single.Text.ShouldBe("{\"messaging_type\":\"MESSAGE_TAG\",\"tag\":\"HUMAN_AGENT\"," + Body[1..]);
    }

    [Fact]
    public async Task A_messaging_type_that_is_there_is_said_anew()
    {
        await SendAsync("\"Tag\":\"Add\"", 24, 0);

        Gateway.Platform.Single.Text.ShouldContain("\"messaging_type\":\"MESSAGE_TAG\"");
        Gateway.Platform.Single.Text.ShouldNotContain("RESPONSE");
    }

    [Fact]
    public async Task The_length_of_a_body_with_the_tag_added_is_told_anew()
    {
        await SendAsync("\"Tag\":\"Add\"", 24, 0);

        Gateway.Platform.Single.Headers.ContentLength.ShouldBe(Gateway.Platform.Single.Body.Length);
    }

    [Theory]
    [InlineData("human_agent")]
    [InlineData("HUMAN_AGENT")]
    public async Task A_send_that_has_the_tag_is_forwarded_as_it_came(string tag)
    {
        await SendAsync("\"Tag\":\"Add\"", 24, 0, Client.Tagged(tag));

        Gateway.Platform.Single.Text.ShouldBe(Client.Tagged(tag));
    }

    [Fact]
    public async Task A_tag_goes_where_the_message_is()
    {
        await ExtendAsync("\"Tag\":\"Add\"");
        await Gateway.ClientWroteAsync(Client, TimeSpan.FromHours(24));
        const string Query = "recipient%5Bid%5D=25381719828140932&message%5Btext%5D=a";
        await Gateway.AskAsync(HttpMethod.Post, $"/me/messages?{Query}");

        Gateway.Platform.Single.Target.ShouldBe($"/me/messages?{Query}&messaging_type=MESSAGE_TAG&tag=HUMAN_AGENT");
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Content_of_a_kind_that_is_listed_is_permitted(string message, ContentKind kind) =>
        (await SendAsync($"\"Content\":[\"{kind}\"]", 24, 0, $"{{{Recipient},\"message\":{{{message}}}}}")).Reason.ShouldBe("extended-window-open");

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Content_of_a_kind_that_is_not_listed_is_refused(string message, ContentKind kind)
    {
        var others = string.Join(',', Enum.GetValues<ContentKind>().Where(other => other != kind).Select(other => $"\"{other}\""));

        (await SendAsync($"\"Content\":[{others}]", 24, 0, $"{{{Recipient},\"message\":{{{message}}}}}")).Reason.ShouldBe("content-not-permitted");
    }

    [Theory]
    [InlineData("X-Message-Origin", "bot", "content-not-permitted")]
    [InlineData("x-message-origin", "bot", "content-not-permitted")]
    [InlineData("X-Message-Origin", "agent", "extended-window-open")]
    [InlineData("X-Other", "bot", "extended-window-open")]
    public async Task What_is_marked_as_a_bots_is_refused(string name, string value, string reason)
    {
        await ExtendAsync("\"Tag\":\"Add\"");
        await Gateway.ClientWroteAsync(Client, TimeSpan.FromHours(24));

        (await Gateway.PostAsync(Client.Path, Client.Text, (name, value))).Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData("X-Sent-By", "robot", "content-not-permitted")]
    [InlineData("X-Message-Origin", "bot", "extended-window-open")]
    public async Task The_mark_of_a_bot_can_be_another(string name, string value, string reason)
    {
        await ExtendAsync("\"AutomaticHeader\":\"X-Sent-By: robot\"");
        await Gateway.ClientWroteAsync(Client, TimeSpan.FromHours(24));

        (await Gateway.PostAsync(Client.Path, Client.Text, (name, value))).Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task Inside_the_standard_window_a_bot_may_answer()
    {
        await ExtendAsync("\"Tag\":\"Add\"");
        await Gateway.ClientWritesAsync(Client);

        (await Gateway.PostAsync(Client.Path, Client.Text, ("X-Message-Origin", "bot"))).Reason.ShouldBe("window-open");
    }

    private Task ExtendAsync(string settings) => Gateway.RestartAsync(configure: gateway =>
        gateway.SetJson("Messaging:Channels:messenger:ExtendedWindow", $$"""{ "Hours": 168, {{settings}} }"""));

    // The client wrote a second less than the hours ago; the send comes a second and the ticks after that.
    private async Task<Answer> SendAsync(string settings, int hours, int ticks, string? body = null)
    {
        await ExtendAsync(settings);
        await Gateway.ClientWroteAsync(Client, TimeSpan.FromHours(hours) - TimeSpan.FromSeconds(1));
        Gateway.Time.Advance(TimeSpan.FromSeconds(1) + TimeSpan.FromTicks(ticks));
        return await Gateway.PostAsync(Client.Path, body ?? Client.Text);
    }
}
