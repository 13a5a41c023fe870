using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PolicyProxy.Gateway.Telemetry;
using Serilog.Formatting.Display;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Logging;

/// <summary>The line of a request is the same whichever way it is written.</summary>
public sealed class RequestLineTests
{
    private static readonly MessageTemplateTextFormatter Formatter = new(StandardOutput.Template, CultureInfo.InvariantCulture);

    private static readonly RequestLine Example = new(
        new(2026, 11, 22, 8, 0, 0, 7, TimeSpan.FromHours(5.5)), "send", "POST", "graph-api", "whatsapp", "***7766", "allowed", "window-open", 200,
        TimeSpan.FromMilliseconds(12.35), "0HNPG5TP9JBRV:00000001");

    private static readonly Gen<string> Word = Gen.Frequency(
        (3, Gen.Elements("-", "send", "webhook", "graph-api", "***7766", "")),
        (1, Gen.ArrayOf(Gen.Elements("a", "\u00e9", "\u20ac", "\ud83d\ude00", "\ud800", "\"", "{Kind}", "{0}", "\n", "\0")).Select(string.Concat)));

    private static readonly Gen<long> Ticks = Gen.OneOf(Gen.Choose(0, 30_000).Select(ticks => (long)ticks), Gen.Choose(0, int.MaxValue).Select(ticks => ticks * 1_000L));

    private static readonly Gen<DateTimeOffset> Time =
        from second in Gen.Choose(0, int.MaxValue)
        from ticks in Gen.Choose(0, (int)TimeSpan.TicksPerSecond - 1)
        from quarters in Gen.Choose(-14 * 4, 14 * 4)
        select DateTimeOffset.FromUnixTimeSeconds(second).AddTicks(ticks).ToOffset(TimeSpan.FromMinutes(15 * quarters));

    private static readonly Gen<RequestLine> Line =
        from words in Gen.ArrayOf(Word, 8)
        from time in Time
        from status in Gen.Choose(0, 1000)
        from ticks in Ticks
        select new RequestLine(time, words[0], words[1], words[2], words[3], words[4], words[5], words[6], status, TimeSpan.FromTicks(ticks), words[7]);

    [Fact]
    public void It_looks_as_ever() => Written(Example, 512).ShouldBe(
        "2026-11-22T08:00:00.007+05:30 INF send POST route=graph-api channel=whatsapp contact=***7766 verdict=allowed reason=window-open status=200 "
        + $"duration=12.4ms trace=0HNPG5TP9JBRV:00000001{Environment.NewLine}");

    [Property(MaxTest = 2000)]
    public Property Written_at_once_it_is_what_Serilog_makes_of_its_event() =>
        Prop.ForAll(Line.ToArbitrary(), line => Written(line, 2048) == Formatted(line));

    [Fact]
    public void It_is_not_written_where_it_does_not_fit()
    {
        var length = Formatted(Example).Length;
        for (var room = 0; room < length; room++) Written(Example, room).ShouldBeNull($"{room} bytes");
        Written(Example, length).ShouldNotBeNull();
    }

    [Fact]
    public void Its_event_has_every_part_by_name() => Example.ToEvent().Properties.ToDictionary(part => part.Key, part => part.Value.ToString()).ShouldBe(
        new Dictionary<string, string>
        {
            ["Kind"] = "\"send\"",
            ["Method"] = "\"POST\"",
            ["Route"] = "\"graph-api\"",
            ["Channel"] = "\"whatsapp\"",
            ["Contact"] = "\"***7766\"",
            ["Verdict"] = "\"allowed\"",
            ["Reason"] = "\"window-open\"",
            ["Status"] = "200",
            ["DurationMs"] = "12.35",
            ["TraceId"] = "\"0HNPG5TP9JBRV:00000001\"",
            ["EventId"] = "{ Id: 101, Name: \"Request\" }",
        },
        ignoreOrder: true);

    private static string? Written(RequestLine line, int room)
    {
        var bytes = new byte[room];
        return line.TryWrite(bytes, out var written) ? Encoding.UTF8.GetString(bytes, 0, written) : null;
    }

    private static string Formatted(RequestLine line)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Formatter.Format(line.ToEvent(), text);
        // As bytes, since a lone surrogate is none.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
