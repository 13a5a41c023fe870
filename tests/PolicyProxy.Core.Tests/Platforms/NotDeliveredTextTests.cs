using System.Collections.Frozen;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>What the agent reads: one sentence that says what happened, why, and what can be done.</summary>
public class NotDeliveredTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private static readonly ChannelPolicy Extended = new() { Extended = new(TimeSpan.FromDays(7), TagRule.Add, FrozenSet<ContentKind>.Empty), MessagesPerWindow = 5 };

    public static TheoryData<Reason> Reasons =>
        [Reason.NoClientContact, Reason.ContentNotPermitted, Reason.TagNotSupported, Reason.WindowClosed, Reason.MessageLimit];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void The_text_is_one_sentence(Reason reason) => Text(reason).ShouldMatch(@"^The client [^.!?\r\n]+\.$");

    [Theory]
    [MemberData(nameof(Reasons))]
    public void The_text_says_that_the_message_was_not_delivered(Reason reason) => Text(reason).ShouldContain("this message was not delivered");

    [Theory]
    [MemberData(nameof(Reasons))]
    public void The_text_says_what_can_be_done(Reason reason) =>
        Text(reason).ShouldContain("wait for the client to write, or end the dialogue");

    [Theory]
    [MemberData(nameof(Reasons))]
    public void The_text_names_the_platform(Reason reason) => Text(reason).ShouldContain("Messenger");

    [Theory]
    [MemberData(nameof(Reasons))]
    public void The_cause_is_a_clause_that_a_header_can_hold(Reason reason) =>
        Answer(reason, Extended, 200).Cause.ShouldMatch(@"^[a-z][ -!#-\[\]-~]+[a-z0-9]$");

    [Theory]
    [InlineData(Reason.ContentNotPermitted, 30, "30 hours ago")]
    [InlineData(Reason.WindowClosed, 200, "8 days ago")]
    [InlineData(Reason.TagNotSupported, 25, "25 hours ago")]
    [InlineData(Reason.WindowClosed, 71.99, "71 hours ago")]
    [InlineData(Reason.WindowClosed, 72, "3 days ago")]
    [InlineData(Reason.WindowClosed, 2, "2 hours ago")]
    [InlineData(Reason.WindowClosed, 1.99, "119 minutes ago")]
    [InlineData(Reason.WindowClosed, 2.0 / 60, "2 minutes ago")]
    [InlineData(Reason.WindowClosed, 0.03, "108 seconds ago")]
    [InlineData(Reason.WindowClosed, 1.0 / 3600, "1 second ago")]
    public void The_text_says_how_long_ago_the_client_wrote(Reason reason, double hours, string ago) =>
        Answer(reason, new(), hours).ForAgent.ShouldNotBeNull().ShouldStartWith($"The client last wrote {ago}");

    [Fact]
    public void The_text_says_that_an_unknown_client_has_not_written() =>
        Text(Reason.NoClientContact).ShouldStartWith("The client has not written yet");

    [Fact]
    public void The_text_says_which_window() => Answer(Reason.WindowClosed, new(), 25).ForAgent.ShouldNotBeNull().ShouldContain("within 24 hours");

    [Fact]
    public void The_text_says_that_the_window_closes_early()
    {
        var answer = Answer(Reason.WindowClosed, new() { CloseEarly = TimeSpan.FromMinutes(5) }, 23.95);

        answer.ForAgent.ShouldNotBeNull().ShouldContain("within 24 hours of the client's last message, of which this gateway leaves 5 minutes as a margin, so");
        answer.Cause.ShouldBe("the reply window of 24 hours less 5 minutes after the client's last message has closed");
    }

    [Fact]
    public void The_text_says_which_extended_window() => Text(Reason.WindowClosed).ShouldContain("within 7 days");

    [Fact]
    public void The_text_says_that_tags_do_not_help() => Text(Reason.TagNotSupported).ShouldContain("message tags do not change that");

    [Theory]
    [InlineData(1, "only 1 message after each of the client's")]
    [InlineData(5, "only 5 messages after each of the client's")]
    public void The_text_says_how_many_messages_the_platform_takes(int most, string words)
    {
        var answer = Answer(Reason.MessageLimit, new() { MessagesPerWindow = most }, 3);

        answer.ForAgent.ShouldNotBeNull().ShouldContain($"Messenger takes {words}, and as many were sent");
        answer.Cause.ShouldContain(words);
        (answer.Kind, answer.IsMessageLimit).ShouldBe((AnswerKind.NotDelivered, true));
    }

    [Theory]
    [InlineData(Reason.ContentNotPermitted, "after 24 hours Messenger takes only some messages, and not this one")]
    [InlineData(Reason.WindowClosed, "only within 24 hours of the client's last message, and with some messages within 7 days")]
    public void The_text_of_a_platform_with_an_extended_window_of_its_own_names_no_person(Reason reason, string words) =>
        Answer(reason, new() { Extended = ExtendedWindow.OfPlatform(TimeSpan.FromDays(7)) }, 200).ForAgent.ShouldNotBeNull().ShouldContain(words);

    [Fact]
    public void The_answer_is_a_refusal() => Answer(Reason.WindowClosed, new(), 25).Kind.ShouldBe(AnswerKind.NotDelivered);

    private static string Text(Reason reason) => Answer(reason, Extended, 200).ForAgent.ShouldNotBeNull();

    private static GatewayAnswer Answer(Reason reason, ChannelPolicy policy, double hours)
    {
        DateTimeOffset? last = reason == Reason.NoClientContact ? null : Now.AddHours(-hours);
        return NotDeliveredText.For("Messenger", policy, new(false, reason, last, last), Now);
    }
}
