using System.Collections.Frozen;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;
using static PolicyProxy.Policy.Reason;

namespace PolicyProxy.Core.Tests.Policy;

/// <summary>The contract's table, row by row, and which row goes before which.</summary>
public class ReplyPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    // Where the client stands at the time of the send: the standard window is 24 hours, the extended one 168.
    private static readonly Dictionary<string, LastContact> Clients = new()
    {
        ["open"] = LastContact.At(Now.AddHours(-1)),
        ["late"] = LastContact.At(Now.AddHours(-25)),
        ["past"] = LastContact.At(Now.AddHours(-169)),
        ["never"] = LastContact.Never,
        ["erased"] = LastContact.ErasedAt(Now.AddHours(-1)),
    };

    private static readonly FrozenSet<OutsideWindowKind> AllKinds = Enum.GetValues<OutsideWindowKind>().ToFrozenSet();

    private static readonly Dictionary<string, ChannelPolicy> Policies = new()
    {
        ["strict"] = new(),
        ["lenient"] = new() { AllowedOutsideWindow = AllKinds },
        ["extended"] = new() { Extended = Extended(TagRule.Add) },
        ["extended-lenient"] = new() { Extended = Extended(TagRule.Add), AllowedOutsideWindow = AllKinds },
        ["require"] = new() { Extended = Extended(TagRule.Require) },
        ["require-lenient"] = new() { Extended = Extended(TagRule.Require), AllowedOutsideWindow = AllKinds },
        ["of platform"] = new() { Extended = ExtendedWindow.OfPlatform(TimeSpan.FromHours(168)) },
        ["of platform, lenient"] = new() { Extended = ExtendedWindow.OfPlatform(TimeSpan.FromHours(168)), AllowedOutsideWindow = AllKinds },
        ["allow-unknown"] = new() { UnknownContacts = UnknownContacts.Allow },
        ["warm-up"] = new() { UnknownContacts = UnknownContacts.AllowDuringWarmUp },
        ["warm-up-lenient"] = new() { UnknownContacts = UnknownContacts.AllowDuringWarmUp, AllowedOutsideWindow = AllKinds },
    };

    private static readonly Dictionary<string, OutboundSend> Sends = new()
    {
        ["text"] = Send(ContentKind.Text),
        ["human"] = Send(ContentKind.Text) with { Tag = "HUMAN_AGENT" },
        ["human in small letters"] = Send(ContentKind.Text) with { Tag = "human_agent" },
        ["human in mixed letters"] = Send(ContentKind.Text) with { Tag = "Human_Agent" },
        ["other tag"] = Send(ContentKind.Text) with { Tag = "ACCOUNT_UPDATE" },
        ["bot"] = Send(ContentKind.Text) with { Automatic = true },
        ["human bot"] = Send(ContentKind.Text) with { Automatic = true, Tag = "HUMAN_AGENT" },
        ["bot with other tag"] = Send(ContentKind.Text) with { Automatic = true, Tag = "ACCOUNT_UPDATE" },
        ["sticker"] = Send(ContentKind.Sticker),
        ["human sticker"] = Send(ContentKind.Sticker) with { Tag = "HUMAN_AGENT" },
        ["sticker with other tag"] = Send(ContentKind.Sticker) with { Tag = "ACCOUNT_UPDATE" },
        ["utility"] = Send(ContentKind.Template) with { OutsideKind = OutsideWindowKind.Utility },
        ["utility of a permitted kind"] = Send(ContentKind.Text) with { OutsideKind = OutsideWindowKind.Utility },
        ["utility with other tag"] = Send(ContentKind.Text) with { OutsideKind = OutsideWindowKind.Utility, Tag = "ACCOUNT_UPDATE" },
        ["later kind"] = Send(ContentKind.Other) with { IsPermittedInExtended = true },
        ["template"] = Send(ContentKind.Template) with { OutsideKind = OutsideWindowKind.Template },
    };

    public static TheoryData<string, string, string, bool, Reason> Rows => new()
    {
        // Row 2: the standard window is open. Tags, bots and kinds change nothing.
        { "open", "strict", "text", true, WindowOpen },
        { "open", "strict", "human", true, WindowOpen },
        { "open", "strict", "other tag", true, WindowOpen },
        { "open", "strict", "bot", true, WindowOpen },
        { "open", "strict", "sticker", true, WindowOpen },
        { "open", "lenient", "template", true, WindowOpen },
        { "open", "extended", "text", true, WindowOpen },
        { "open", "require", "text", true, WindowOpen },
        { "open", "require", "bot with other tag", true, WindowOpen },
        { "open", "warm-up", "text", true, WindowOpen },

        // Row 3: the extended part is open, and the content permitted.
        { "late", "extended", "text", true, ExtendedWindowOpen },
        { "late", "extended", "human", true, ExtendedWindowOpen },
        { "late", "extended", "human in small letters", true, ExtendedWindowOpen },
        { "late", "extended-lenient", "utility of a permitted kind", true, ExtendedWindowOpen },
        { "late", "require", "human", true, ExtendedWindowOpen },
        { "late", "require", "human in mixed letters", true, ExtendedWindowOpen },

        // Row 4: as 3, but not this content, a bot, or no tag where one is required.
        { "late", "extended", "sticker", false, ContentNotPermitted },
        { "late", "extended", "human sticker", false, ContentNotPermitted },
        { "late", "extended", "bot", false, ContentNotPermitted },
        { "late", "extended", "human bot", false, ContentNotPermitted },
        { "late", "require", "text", false, ContentNotPermitted },
        { "late", "require", "human bot", false, ContentNotPermitted },

        // Row 4 goes before 5 and 7: in the extended part what is not permitted is refused as such.
        { "late", "extended-lenient", "utility", false, ContentNotPermitted },
        { "late", "extended", "sticker with other tag", false, ContentNotPermitted },
        { "late", "extended", "bot with other tag", false, ContentNotPermitted },
        { "late", "require-lenient", "utility of a permitted kind", false, ContentNotPermitted },

        // Row 5: outside, of a listed kind. Goes before 6, 7 and 8.
        { "late", "lenient", "template", true, AllowedOutsideWindow },
        { "past", "lenient", "utility", true, AllowedOutsideWindow },
        { "past", "extended-lenient", "utility", true, AllowedOutsideWindow },
        { "past", "lenient", "utility with other tag", true, AllowedOutsideWindow },
        { "late", "extended-lenient", "utility with other tag", true, AllowedOutsideWindow },
        { "never", "lenient", "template", true, AllowedOutsideWindow },
        { "never", "warm-up-lenient", "template", true, AllowedOutsideWindow },
        { "erased", "lenient", "template", true, AllowedOutsideWindow },

        // Rows 2 to 8 where the platform itself says what it takes later: a kind that passes outside is not refused in between.
        { "open", "of platform", "text", true, WindowOpen },
        { "open", "of platform", "later kind", true, WindowOpen },
        { "late", "of platform", "later kind", true, ExtendedWindowOpen },
        { "late", "of platform", "text", false, ContentNotPermitted },
        { "late", "of platform", "template", false, ContentNotPermitted },
        { "late", "of platform, lenient", "template", true, AllowedOutsideWindow },
        { "late", "strict", "later kind", false, WindowClosed },
        { "past", "of platform", "later kind", false, WindowClosed },
        { "past", "of platform, lenient", "template", true, AllowedOutsideWindow },
        { "never", "of platform", "later kind", false, NoClientContact },

        // Row 6: the contact never wrote. Goes before 7.
        { "never", "strict", "text", false, NoClientContact },
        { "never", "strict", "template", false, NoClientContact },
        { "never", "strict", "other tag", false, NoClientContact },
        { "never", "extended", "human", false, NoClientContact },
        { "never", "warm-up", "text", false, NoClientContact },
        { "never", "allow-unknown", "text", true, UnknownContactAllowed },
        { "never", "allow-unknown", "other tag", true, UnknownContactAllowed },
        { "erased", "strict", "text", false, NoClientContact },
        { "erased", "allow-unknown", "text", false, NoClientContact },

        // Row 7: outside, with a tag; in the extended part another one than HUMAN_AGENT.
        { "late", "strict", "human", false, TagNotSupported },
        { "late", "strict", "other tag", false, TagNotSupported },
        { "past", "strict", "human in small letters", false, TagNotSupported },
        { "past", "extended", "human", false, TagNotSupported },
        { "past", "require", "human", false, TagNotSupported },
        { "late", "extended", "other tag", false, TagNotSupported },
        { "late", "require", "other tag", false, TagNotSupported },
        { "past", "allow-unknown", "other tag", false, TagNotSupported },

        // Row 8: outside, and the contact has written before.
        { "late", "strict", "text", false, WindowClosed },
        { "late", "strict", "template", false, WindowClosed },
        { "late", "strict", "bot", false, WindowClosed },
        { "past", "extended", "text", false, WindowClosed },
        { "past", "extended", "sticker", false, WindowClosed },
        { "past", "require", "text", false, WindowClosed },
        { "past", "allow-unknown", "text", false, WindowClosed },
        { "past", "warm-up", "text", false, WindowClosed },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(24 * 365)]
    public void A_last_contact_that_is_yet_to_come_counts_as_now(double hours)
    {
        var verdict = ReplyPolicy.Decide(new(), Sends["text"], LastContact.At(Now.AddHours(hours)), Now, warmingUp: false);

        (verdict.Reason, verdict.LastContact, verdict.WindowCloses).ShouldBe((WindowOpen, Now, Now.AddHours(24)));
    }

    [Theory]
    [InlineData("open", "text", true)]
    [InlineData("late", "later kind", true)]
    [InlineData("late", "text", false)]
    [InlineData("past", "template", false)]
    [InlineData("never", "text", false)]
    public void What_goes_by_its_window_is_counted_where_the_platform_counts(string client, string send, bool isCounted)
    {
        var policy = Policies["of platform, lenient"] with { MessagesPerWindow = 5 };
        var verdict = ReplyPolicy.Decide(policy, Sends[send], Clients[client], Now, warmingUp: false);

        ReplyPolicy.IsCounted(policy, verdict).ShouldBe(isCounted);
        ReplyPolicy.IsCounted(policy with { MessagesPerWindow = null }, verdict).ShouldBeFalse();
    }

    [Theory]
    [InlineData("strict", "text", false, MessageLimit)]
    [InlineData("strict", "template", false, MessageLimit)]
    [InlineData("lenient", "template", true, AllowedOutsideWindow)]
    public void One_more_than_the_platform_takes_is_refused_unless_it_passes_outside(string policy, string send, bool isAllowed, Reason reason)
    {
        var open = ReplyPolicy.Decide(Policies[policy], Sends[send], Clients["open"], Now, warmingUp: false);
        var verdict = ReplyPolicy.DecideAboveLimit(Policies[policy], Sends[send], open);

        verdict.ShouldBe(open with { IsAllowed = isAllowed, Reason = reason });
        verdict.IsTemporary.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Decide_takes_the_first_row_that_fits(string client, string policy, string send, bool isAllowed, Reason reason)
    {
        var verdict = ReplyPolicy.Decide(Policies[policy], Sends[send], Clients[client], Now, warmingUp: false);

        (verdict.IsAllowed, verdict.Reason).ShouldBe((isAllowed, reason));
    }

    [Theory]
    [InlineData("never", "warm-up", true, WarmingUp)]
    [InlineData("never", "strict", false, NoClientContact)]
    [InlineData("never", "allow-unknown", true, UnknownContactAllowed)]
    [InlineData("erased", "warm-up", false, NoClientContact)]
    [InlineData("open", "warm-up", true, WindowOpen)]
    [InlineData("late", "warm-up", false, WindowClosed)]
    public void Warming_up_lets_only_unknown_contacts_pass(string client, string policy, bool isAllowed, Reason reason)
    {
        var verdict = ReplyPolicy.Decide(Policies[policy], Sends["text"], Clients[client], Now, warmingUp: true);

        (verdict.IsAllowed, verdict.Reason).ShouldBe((isAllowed, reason));
    }

    [Fact]
    public void Only_the_listed_kinds_may_be_sent_outside()
    {
        var policy = new ChannelPolicy { AllowedOutsideWindow = new[] { OutsideWindowKind.Utility }.ToFrozenSet() };

        ReplyPolicy.Decide(policy, Sends["template"], Clients["past"], Now, warmingUp: false).Reason.ShouldBe(WindowClosed);
    }

    [Theory]
    [InlineData(ContentKind.Text, true)]
    [InlineData(ContentKind.Image, true)]
    [InlineData(ContentKind.Video, true)]
    [InlineData(ContentKind.Audio, true)]
    [InlineData(ContentKind.File, true)]
    [InlineData(ContentKind.Sticker, false)]
    [InlineData(ContentKind.Template, false)]
    [InlineData(ContentKind.QuickReplies, false)]
    [InlineData(ContentKind.Reaction, false)]
    [InlineData(ContentKind.Other, false)]
    public void The_extended_part_permits_five_kinds_of_content_by_default(ContentKind content, bool isAllowed)
    {
        ReplyPolicy.Decide(Policies["extended"], Send(content), Clients["late"], Now, warmingUp: false).IsAllowed.ShouldBe(isAllowed);
    }

    [Theory]
    [InlineData(ContentKind.Reaction, true)]
    [InlineData(ContentKind.Text, false)]
    public void The_extended_part_permits_what_the_channel_lists(ContentKind content, bool isAllowed)
    {
        var extended = new ExtendedWindow(TimeSpan.FromDays(7), TagRule.Add, new[] { ContentKind.Reaction }.ToFrozenSet());

        ReplyPolicy.Decide(new() { Extended = extended }, Send(content), Clients["late"], Now, warmingUp: false)
            .IsAllowed.ShouldBe(isAllowed);
    }

    [Theory]
    [InlineData("open", "strict", -1 + 24)]
    [InlineData("late", "strict", -25 + 24)]
    [InlineData("open", "extended", -1 + 24)]
    [InlineData("late", "extended", -25 + 168)]
    [InlineData("past", "extended", -169 + 168)]
    public void A_verdict_says_which_end_of_the_window_matters(string client, string policy, int hoursFromNow)
    {
        ReplyPolicy.Decide(Policies[policy], Sends["text"], Clients[client], Now, warmingUp: false)
            .WindowCloses.ShouldBe(Now.AddHours(hoursFromNow));
    }

    [Theory]
    [InlineData("never", "strict")]
    [InlineData("never", "allow-unknown")]
    [InlineData("erased", "strict")]
    public void A_verdict_on_an_unknown_contact_names_no_end(string client, string policy)
    {
        var verdict = ReplyPolicy.Decide(Policies[policy], Sends["text"], Clients[client], Now, warmingUp: false);

        (verdict.LastContact, verdict.WindowCloses).ShouldBe((null, null));
    }

    private static OutboundSend Send(ContentKind content) => new() { Platforms = ["Messenger"], Contact = "1", Content = content };

    private static ExtendedWindow Extended(TagRule tag) => new(TimeSpan.FromHours(168), tag, ExtendedWindow.DefaultContent);
}
