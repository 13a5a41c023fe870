using PolicyProxy.Policy;
using Shouldly;
using Xunit;
using static PolicyProxy.Policy.Reason;

namespace PolicyProxy.Core.Tests.Policy;

/// <summary>Every end of a window one tick before, at, and one tick after.</summary>
public class WindowBoundaryTests
{
    private static readonly DateTimeOffset Written = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    private static readonly OutboundSend Text = new() { Platforms = ["Messenger"], Contact = "1", Content = ContentKind.Text };

    public static TheoryData<string, double, double, double, long, Reason> Ends => new()
    {
        // what ends, window hours, extended hours (0: off), early seconds, ticks after the end, what follows
        { "standard", 24, 0, 0, -1, WindowOpen },
        { "standard", 24, 0, 0, 0, WindowClosed },
        { "standard", 24, 0, 0, 1, WindowClosed },
        { "standard", 0.5, 0, 0, -1, WindowOpen },
        { "standard", 0.5, 0, 0, 0, WindowClosed },
        { "standard", 24, 0, 30, -1, WindowOpen },
        { "standard", 24, 0, 30, 0, WindowClosed },
        { "standard", 24, 0, 30, 1, WindowClosed },
        { "standard", 24, 168, 0, -1, WindowOpen },
        { "standard", 24, 168, 0, 0, ExtendedWindowOpen },
        { "standard", 24, 168, 0, 1, ExtendedWindowOpen },
        { "standard", 24, 168, 30, -1, WindowOpen },
        { "standard", 24, 168, 30, 0, ExtendedWindowOpen },
        { "extended", 24, 168, 0, -1, ExtendedWindowOpen },
        { "extended", 24, 168, 0, 0, WindowClosed },
        { "extended", 24, 168, 0, 1, WindowClosed },
        { "extended", 24, 168, 30, -1, ExtendedWindowOpen },
        { "extended", 24, 168, 30, 0, WindowClosed },
        { "extended", 24, 168, 30, 1, WindowClosed },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_window_is_open_strictly_before_its_end(
        string end, double hours, double extendedHours, double early, long ticks, Reason reason)
    {
        var policy = Policy(hours, extendedHours, early);
        var length = end == "standard" ? policy.Window : policy.Extended!.Length;
        var now = (Written + length - policy.CloseEarly).AddTicks(ticks);

        ReplyPolicy.Decide(policy, Text, LastContact.At(Written), now, warmingUp: false).Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData(-1, 24)]
    [InlineData(0, 168)]
    [InlineData(1, 168)]
    public void The_end_that_is_told_changes_when_the_standard_window_is_past(long ticks, int hours)
    {
        var window = new MessagingWindow(Policy(24, 168, 30), Written);
        var standardEnd = Written.AddHours(24).AddSeconds(-30);

        window.Closes(standardEnd.AddTicks(ticks)).ShouldBe(Written.AddHours(hours).AddSeconds(-30));
    }

    [Fact]
    public void The_end_that_is_told_stays_when_there_is_no_extended_part()
    {
        new MessagingWindow(new(), Written).Closes(Written.AddDays(3)).ShouldBe(Written.AddHours(24));
    }

    [Fact]
    public void The_extended_part_does_not_begin_before_the_standard_window_is_past()
    {
        new MessagingWindow(Policy(24, 168, 0), Written).IsExtended(Written.AddHours(1)).ShouldBeFalse();
    }

    [Fact]
    public void There_is_no_extended_part_on_a_plain_channel()
    {
        new MessagingWindow(new(), Written).IsExtended(Written.AddHours(25)).ShouldBeFalse();
    }

    [Fact]
    public void A_window_that_closes_earlier_than_it_opens_never_opens()
    {
        new MessagingWindow(Policy(0.5, 0, 3600), Written).IsOpen(Written).ShouldBeFalse();
    }

    [Fact]
    public void A_window_at_the_end_of_time_ends_with_it()
    {
        new MessagingWindow(new(), DateTimeOffset.MaxValue).Closes(Written).ShouldBe(DateTimeOffset.MaxValue);
    }

    [Fact]
    public void The_longest_window_of_an_extended_channel_is_the_extended_one()
    {
        Policy(24, 168, 0).LongestWindow.ShouldBe(TimeSpan.FromDays(7));
    }

    [Fact]
    public void The_longest_window_of_a_plain_channel_is_the_standard_one()
    {
        new ChannelPolicy().LongestWindow.ShouldBe(TimeSpan.FromHours(24));
    }

    private static ChannelPolicy Policy(double hours, double extendedHours, double early) => new()
    {
        Window = TimeSpan.FromHours(hours),
        Extended = extendedHours == 0 ? null : new(TimeSpan.FromHours(extendedHours), TagRule.Add, ExtendedWindow.DefaultContent),
        CloseEarly = TimeSpan.FromSeconds(early),
    };
}
