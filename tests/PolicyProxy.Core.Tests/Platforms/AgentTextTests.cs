using System.Collections.Frozen;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>A text of the operator's own: its placeholders are known, or it is none.</summary>
public class AgentTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private static readonly ChannelPolicy Extended = new()
    {
        Window = TimeSpan.FromHours(1.5),
        Extended = new(TimeSpan.FromDays(7), TagRule.Add, FrozenSet<ContentKind>.Empty),
    };

    private static readonly string[] All = [.. AgentText.Always, .. AgentText.WhereExtended, .. AgentText.WhereWritten];

    [Theory]
    [InlineData("", "")]
    [InlineData("{platform}", "Messenger")]
    [InlineData("{window} h, {extendedWindow} h", "1.5 h, 168 h")]
    [InlineData("{hoursAgo}{hoursAgo}", "199199")]
    [InlineData("{lastContact}|{closes}", "2026-11-14 00:06 UTC|2026-11-21 00:06 UTC")]
    [InlineData("{{platform}} {{{platform}}} }}{{", "{platform} {Messenger} }{")]
    [InlineData("0 {{0}}", "0 {0}")]
    public void Placeholders_are_filled(string text, string read) => Write(text).ShouldBe(read);

    [Theory]
    [InlineData("{0}", "{0} is not known here; there are {platform}, {window}, {extendedWindow}, {hoursAgo}, {lastContact}, {closes}.")]
    [InlineData("{}", "{} is not known here;")]
    [InlineData("{ platform }", "{ platform } is not known here;")]
    [InlineData("{platform:x} {Window}", "{platform:x}, {Window} is not known here;")]
    [InlineData("{", "has a brace that belongs to no placeholder;")]
    [InlineData("}", "has a brace that belongs to no placeholder;")]
    [InlineData("{platform", "has a brace that belongs to no placeholder;")]
    [InlineData("{{platform}", "has a brace that belongs to no placeholder;")]
    public void What_is_no_placeholder_is_named(string text, string problem)
    {
        AgentText.Parse(text, All, out var found).ShouldBeNull();
        found.ShouldStartWith(problem);
    }

    [Fact]
    public void What_programs_match_is_never_in_words_of_the_operators_own() =>
        Answer("Nicht zugestellt").Cause.ShouldBe("the reply window of 7 days after the client's last message has closed");

    [Fact]
    public void What_a_tag_does_not_open_is_the_standard_window()
    {
        var texts = new AgentTexts { TagNotSupported = AgentText.Parse("{closes}", All, out _) };
        var lastContact = Now.AddHours(-30);
        var verdict = new Verdict(false, Reason.TagNotSupported) { LastContact = lastContact, WindowCloses = lastContact.AddDays(7) };

        NotDeliveredText.For("Messenger", Extended, verdict, Now, texts).ForAgent.ShouldBe("2026-11-21 03:30 UTC");
    }

    private static string? Write(string text) => Answer(text).ForAgent;

    private static GatewayAnswer Answer(string text)
    {
        var last = Now.AddHours(-199.9);
        var texts = new AgentTexts { WindowClosed = AgentText.Parse(text, All, out var problem) };
        problem.ShouldBeEmpty();
        return NotDeliveredText.For("Messenger", Extended, new(false, Reason.WindowClosed, last, last.AddDays(7)), Now, texts);
    }
}
