using System.Collections.Frozen;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Policy;

/// <summary>Row 10 of the contract's table: the store cannot say.</summary>
public class WithoutStoreTests
{
    private static readonly FrozenSet<OutsideWindowKind> Templates = new[] { OutsideWindowKind.Template }.ToFrozenSet();

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

    private static Verdict Decide(OutsideWindowKind? kind, ChannelPolicy policy) =>
        ReplyPolicy.DecideWithoutStore(policy, new() { Platforms = ["WhatsApp"], Contact = "1", OutsideKind = kind });
}
