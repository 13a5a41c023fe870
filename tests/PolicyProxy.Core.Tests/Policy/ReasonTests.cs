using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Policy;

public class ReasonTests
{
    [Theory]
    [InlineData(Reason.NotASend, "not-a-send")]
    [InlineData(Reason.WindowOpen, "window-open")]
    [InlineData(Reason.ExtendedWindowOpen, "extended-window-open")]
    [InlineData(Reason.ContentNotPermitted, "content-not-permitted")]
    [InlineData(Reason.AllowedOutsideWindow, "allowed-outside-window")]
    [InlineData(Reason.NoClientContact, "no-client-contact")]
    [InlineData(Reason.UnknownContactAllowed, "unknown-contact-allowed")]
    [InlineData(Reason.WarmingUp, "warming-up")]
    [InlineData(Reason.TagNotSupported, "tag-not-supported")]
    [InlineData(Reason.WindowClosed, "window-closed")]
    [InlineData(Reason.NotUnderstood, "not-understood")]
    [InlineData(Reason.StoreUnavailable, "store-unavailable")]
    [InlineData(Reason.Throttled, "throttled")]
    [InlineData(Reason.MessageLimit, "message-limit")]
    public void A_reason_is_written_in_the_words_of_the_contract(Reason reason, string word)
    {
        reason.Word().ShouldBe(word);
    }
}
