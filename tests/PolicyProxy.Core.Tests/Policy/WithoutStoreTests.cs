using System.Collections.Frozen;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Policy;

/// <summary>Row 10 of the contract's table: the store cannot say.</summary>
public class WithoutStoreTests
{
    private static readonly FrozenSet<OutsideWindowKind> Templates = new[] { OutsideWindowKind.Template }.ToFrozenSet();

    private const long Standard = 24 * TimeSpan.TicksPerHour;
    private const long Extended = 7 * TimeSpan.TicksPerDay;

    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<OutsideWindowKind?, bool, bool, Reason> Rows => new()
    {
        // the send's kind, WhenUnavailable: "Allow", the verdict
        { null, false, false, Reason.StoreUnavailable },
        { null, true, true, Reason.StoreUnavailable },
        { OutsideWindowKind.Template, false, true, Reason.AllowedOutsideWindow },
        { OutsideWindowKind.Template, true, true, Reason.AllowedOutsideWindow },
        { OutsideWindowKind.Utility, false, false, Reason.StoreUnavailable },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Without_a_store_only_a_listed_kind_or_the_setting_lets_pass(
        OutsideWindowKind? kind, bool allowWhenUnavailable, bool isAllowed, Reason reason)
    {
        var verdict = Decide(kind, new() { AllowedOutsideWindow = Templates, AllowWhenUnavailable = allowWhenUnavailable });

        (verdict.IsAllowed, verdict.Reason).ShouldBe((isAllowed, reason));
    }

    [Theory]
    [InlineData(UnknownContacts.Allow)]
    [InlineData(UnknownContacts.AllowDuringWarmUp)]
    public void A_contact_the_store_cannot_look_up_is_not_an_unknown_one(UnknownContacts unknownContacts)
    {
        Decide(null, new() { UnknownContacts = unknownContacts }).IsAllowed.ShouldBeFalse();
    }

    [Theory]
    [InlineData(null, false, false, Reason.StoreUnavailable)]
    [InlineData(null, true, true, Reason.StoreUnavailable)]
    [InlineData(OutsideWindowKind.Template, false, true, Reason.AllowedOutsideWindow)]
    public void An_open_window_in_which_messages_are_counted_proves_nothing(OutsideWindowKind? kind, bool allowWhenUnavailable, bool isAllowed, Reason reason)
    {
        var policy = new ChannelPolicy { MessagesPerWindow = 5, AllowedOutsideWindow = Templates, AllowWhenUnavailable = allowWhenUnavailable };
        var verdict = ReplyPolicy.DecideWithoutStore(policy, new() { Platforms = ["Described"], Contact = "1", OutsideKind = kind }, LastContact.At(Start), Start);

        (verdict.IsAllowed, verdict.Reason).ShouldBe((isAllowed, reason));
    }

    [Fact]
    public void A_refusal_for_want_of_a_store_is_temporary()
    {
        Decide(null, new()).IsTemporary.ShouldBeTrue();
    }

    [Fact]
    public void What_passes_without_a_store_is_not_temporary()
    {
        Decide(null, new() { AllowWhenUnavailable = true }).IsTemporary.ShouldBeFalse();
    }

    [Fact]
    public void A_closed_window_is_not_temporary()
    {
        new Verdict(false, Reason.WindowClosed).IsTemporary.ShouldBeFalse();
    }

    public static TheoryData<long, bool, string?, bool, Reason> RememberedRows => new()
    {
        // ticks from the last contact that is remembered, extended window, tag, the verdict
        { Standard - 1, false, null, true, Reason.WindowOpen },
        { Standard, false, null, false, Reason.StoreUnavailable },
        { Standard + 1, false, null, false, Reason.StoreUnavailable },
        { Standard - 1, false, "ACCOUNT_UPDATE", true, Reason.WindowOpen },
        { Standard, false, "ACCOUNT_UPDATE", false, Reason.StoreUnavailable },
        { Standard - 1, true, null, true, Reason.WindowOpen },
        { Standard, true, null, true, Reason.ExtendedWindowOpen },
        { Standard, true, "human_agent", true, Reason.ExtendedWindowOpen },
        { Standard, true, "ACCOUNT_UPDATE", false, Reason.StoreUnavailable },
        { Extended - 1, true, null, true, Reason.ExtendedWindowOpen },
        { Extended, true, null, false, Reason.StoreUnavailable },
    };

    [Theory]
    [MemberData(nameof(RememberedRows))]
    public void What_is_remembered_proves_open_and_never_closed(long ticks, bool isExtended, string? tag, bool isAllowed, Reason reason)
    {
        var policy = new ChannelPolicy { Extended = isExtended ? new(TimeSpan.FromTicks(Extended), TagRule.Add, ExtendedWindow.DefaultContent) : null };
        var send = new OutboundSend { Platforms = ["Messenger"], Contact = "1", Content = ContentKind.Text, Tag = tag };
        var verdict = ReplyPolicy.DecideWithoutStore(policy, send, LastContact.At(Start), Start.AddTicks(ticks));

        (verdict.IsAllowed, verdict.Reason).ShouldBe((isAllowed, reason));
    }

    [Fact]
    public void Content_that_is_not_permitted_by_what_is_remembered_may_be_by_what_the_store_would_say()
    {
        var policy = new ChannelPolicy { Extended = new(TimeSpan.FromTicks(Extended), TagRule.Add, ExtendedWindow.DefaultContent) };
        var send = new OutboundSend { Platforms = ["Messenger"], Contact = "1", Content = ContentKind.Template };

        ReplyPolicy.DecideWithoutStore(policy, send, LastContact.At(Start), Start.AddTicks(Standard)).IsTemporary.ShouldBeTrue();
    }

    [Fact]
    public void A_listed_kind_passes_although_the_window_that_is_remembered_is_past()
    {
        var send = new OutboundSend { Platforms = ["WhatsApp"], Contact = "1", OutsideKind = OutsideWindowKind.Template };
        var verdict = ReplyPolicy.DecideWithoutStore(
            new() { AllowedOutsideWindow = Templates }, send, LastContact.At(Start), Start.AddTicks(Standard));

        (verdict.IsAllowed, verdict.Reason).ShouldBe((true, Reason.AllowedOutsideWindow));
    }

    [Fact]
    public void An_erasure_that_is_remembered_proves_nothing()
    {
        var send = new OutboundSend { Platforms = ["WhatsApp"], Contact = "1" };

        ReplyPolicy.DecideWithoutStore(new(), send, LastContact.ErasedAt(Start), Start.AddTicks(1)).IsTemporary.ShouldBeTrue();
    }

    private static Verdict Decide(OutsideWindowKind? kind, ChannelPolicy policy) => ReplyPolicy.DecideWithoutStore(
        policy, new() { Platforms = ["WhatsApp"], Contact = "1", OutsideKind = kind }, LastContact.Never, default);
}
