using System.Text.Json.Nodes;
using PolicyProxy.Policy;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>What a channel can be set to do outside the standard window.</summary>
public sealed class ChannelPolicyTests : ProxyTest
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private const string Template =
        """{"messaging_product":"whatsapp","to":"4915112345678","type":"template","template":{"name":"hello","language":{"code":"en"}}}""";

    private const string Utility = """{"recipient":{"id":"25381719828140932"},"message":{"template":{"name":"order","language":{"code":"en"}}}}""";
    private const string OptInToken = """{"recipient":{"notification_messages_token":"123"},"message":{"text":"a"}}""";
    private const string OneTimeToken = """{"recipient":{"one_time_notif_token":"123"},"message":{"text":"a"}}""";
    private const string CommentReply = """{"recipient":{"comment_id":"1_2"},"message":{"text":"a"}}""";
    private const string PostReply = """{"recipient":{"post_id":"1_2"},"message":{"text":"a"}}""";
    private const string Attachment = """{"recipient":{"id":"25381719828140932"},"tag":"HUMAN_AGENT","message":{"attachment":{"type":"template","payload":{}}}}""";

    /// <summary>The channel, the word that permits the kind, and a send of the kind.</summary>
    public static TheoryData<string, string, string> OutsideKinds => new()
    {
        { "whatsapp", "Template", Template },
        { "messenger", "Utility", Utility },
        { "messenger", "OptInToken", OptInToken },
        { "messenger", "OptInToken", OneTimeToken },
        { "messenger", "PrivateReply", CommentReply },
        { "messenger", "PrivateReply", PostReply },
        { "instagram", "PrivateReply", CommentReply },
    };

    [Theory]
    [MemberData(nameof(OutsideKinds))]
    public async Task A_kind_that_is_listed_is_allowed_outside_the_window(string channel, string kind, string body)
    {
        await ListAsync(channel, kind);
        var answer = await Gateway.PostAsync(Conversation.WhatsApp.Path, body);

        (answer.Verdict, answer.Reason).ShouldBe(("allowed", "allowed-outside-window"));
    }

    [Theory]
    [MemberData(nameof(OutsideKinds))]
    public async Task A_kind_is_refused_outside_the_window_when_only_others_are_listed(string channel, string kind, string body)
    {
        await ListAsync(channel, [.. Enum.GetNames<OutsideWindowKind>().Where(other => other != kind)]);
        var answer = await Gateway.PostAsync(Conversation.WhatsApp.Path, body);

        (answer.Verdict, answer.Reason).ShouldBe(("refused", "no-client-contact"));
    }

    [Theory]
    [MemberData(nameof(OutsideKinds))]
    public async Task A_kind_that_is_listed_is_allowed_while_the_store_is_away(string channel, string kind, string body)
    {
        await ListAsync(channel, kind);
        Gateway.Store.IsBroken = true;

        (await Gateway.PostAsync(Conversation.WhatsApp.Path, body)).Verdict.ShouldBe("allowed");
    }

    [Theory]
    [InlineData("HUMAN_AGENT")]
    [InlineData("ACCOUNT_UPDATE")]
    public async Task A_tag_changes_nothing_inside_the_window(string tag)
    {
        await Gateway.ClientWritesAsync(Conversation.Messenger);

        (await SendAsync(Conversation.Messenger.Tagged(tag))).Reason.ShouldBe("window-open");
    }

    [Theory]
    [InlineData("HUMAN_AGENT")]
    [InlineData("ACCOUNT_UPDATE")]
    public async Task A_tag_does_not_open_a_closed_window(string tag)
    {
        await Gateway.ClientWroteAsync(Conversation.Messenger, Day);
        var answer = await SendAsync(Conversation.Messenger.Tagged(tag));

        (answer.Status, answer.Verdict, answer.Reason, Gateway.Platform.Requests.Count).ShouldBe((400, "refused", "tag-not-supported", 0));
    }

    [Theory]
    [InlineData(86_400, "HUMAN_AGENT", "allowed", "extended-window-open")]
    [InlineData(604_799, "human_agent", "allowed", "extended-window-open")]
    [InlineData(604_800, "HUMAN_AGENT", "refused", "tag-not-supported")]
    [InlineData(86_400, "ACCOUNT_UPDATE", "refused", "tag-not-supported")]
    public async Task In_the_extended_window_a_person_may_answer(int secondsAgo, string tag, string verdict, string reason)
    {
        await ExtendAsync();
        await Gateway.ClientWroteAsync(Conversation.Messenger, TimeSpan.FromSeconds(secondsAgo));
        var answer = await SendAsync(Conversation.Messenger.Tagged(tag));

        (answer.Verdict, answer.Reason).ShouldBe((verdict, reason));
    }

    [Fact]
    public async Task In_the_extended_window_content_that_is_not_listed_is_refused()
    {
        await ExtendAsync();
        await Gateway.ClientWroteAsync(Conversation.Messenger, Day);

        (await SendAsync(Attachment)).Reason.ShouldBe("content-not-permitted");
    }

    [Fact]
    public async Task In_the_extended_window_a_send_without_a_tag_is_refused_where_one_is_required()
    {
        await ExtendAsync("Require");
        await Gateway.ClientWroteAsync(Conversation.Messenger, Day);

        (await SendAsync(Conversation.Messenger.Text)).Reason.ShouldBe("content-not-permitted");
    }

    [Theory]
    [InlineData(23, 24)]
    [InlineData(24, 168)]
    [InlineData(169, 168)]
    public async Task The_end_that_is_told_is_the_extended_windows_once_the_standard_one_is_past(int hoursAgo, int endHours)
    {
        await ExtendAsync();
        await Gateway.ClientWroteAsync(Conversation.Messenger, TimeSpan.FromHours(hoursAgo));

        (await SendAsync(Conversation.Messenger.Text)).WindowCloses.ShouldBe(Gateway.Now + TimeSpan.FromHours(endHours - hoursAgo));
    }

    [Theory]
    [InlineData("WhatsApp", "window-closed")]
    [InlineData("Messenger", "window-closed")]
    [InlineData("Instagram", "window-closed")]
    public async Task When_verdicts_are_only_observed_everything_is_forwarded_and_the_verdict_told(string platform, string reason)
    {
        await Gateway.RestartAsync(configure: settings => settings.Channel(Conversation.On(platform).Channel, "Mode", "Observe"));
        await Gateway.ClientWroteAsync(Conversation.On(platform), Day);
        var answer = await Gateway.SendAsync(Conversation.On(platform));

        (answer.Status, answer.Verdict, answer.Reason, Gateway.Platform.Requests.Count).ShouldBe((200, "observed", reason, 1));
    }

    [Fact]
    public async Task When_verdicts_are_only_observed_what_is_not_understood_is_forwarded_as_it_is()
    {
        await Gateway.RestartAsync(configure: settings =>
        {
            foreach (var channel in new[] { "whatsapp", "messenger", "instagram" }) settings.Channel(channel, "Mode", "Observe");
        });
        var answer = await SendAsync("{\"to\":");

        (answer.Verdict, answer.Reason, Gateway.Platform.Single.Text).ShouldBe(("observed", "not-understood", "{\"to\":"));
    }

    [Fact]
    public async Task Unknown_contacts_pass_when_so_configured()
    {
        await AllowUnknownAsync("Allow");
        var answer = await Gateway.SendAsync(Conversation.WhatsApp);

        (answer.Verdict, answer.Reason, Gateway.Platform.Requests.Count).ShouldBe(("allowed", "unknown-contact-allowed", 1));
    }

    [Fact]
    public async Task Known_contacts_do_not_pass_where_unknown_ones_do()
    {
        await AllowUnknownAsync("Allow");
        await Gateway.ClientWroteAsync(Conversation.WhatsApp, Day);

        (await Gateway.SendAsync(Conversation.WhatsApp)).Reason.ShouldBe("window-closed");
    }

    [Fact]
    public async Task While_a_channel_warms_up_unknown_contacts_pass()
    {
        await AllowUnknownAsync("AllowDuringWarmUp");
        var answer = await Gateway.SendAsync(Conversation.WhatsApp);

        (answer.Verdict, answer.Reason).ShouldBe(("allowed", "warming-up"));
    }

    [Theory]
    [InlineData(-1, "warming-up")]
    [InlineData(0, "no-client-contact")]
    public async Task Warm_up_ends_one_window_after_the_channel_was_first_seen_also_across_a_restart(int seconds, string reason)
    {
        await AllowUnknownAsync("AllowDuringWarmUp");
        await Gateway.SendAsync(Conversation.WhatsApp);
        await Gateway.RestartAsync(pause: Day + TimeSpan.FromSeconds(seconds));

        (await Gateway.SendAsync(Conversation.WhatsApp)).Reason.ShouldBe(reason);
    }

    private Task ExtendAsync(string tag = "Add") => Gateway.RestartAsync(configure: settings =>
        settings.SetJson("Messaging:Channels:messenger:ExtendedWindow", $$"""{ "Hours": {{Week.TotalHours}}, "Tag": "{{tag}}" }"""));

    // On a route of the channel's own: a comment does not say which platform it was written on.
    private Task ListAsync(string channel, params string[] kinds) => Gateway.RestartAsync(configure: settings => settings
        .Channel(channel, "AllowedOutsideWindow", new JsonArray([.. kinds.Select(kind => JsonValue.Create(kind))]))
        .Set("ReverseProxy:Routes:graph-api:Metadata:Messaging.Send", channel));

    private Task AllowUnknownAsync(string word) =>
        Gateway.RestartAsync(configure: settings => settings.Channel("whatsapp", "UnknownContacts", word));

    private Task<Answer> SendAsync(string body) => Gateway.PostAsync("/v24.0/me/messages", body);
}
