using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>When an event happened: every way of writing it, and what is no stamp.</summary>
public class EventTimeTests
{
    private static readonly DateTimeOffset Received = new(2026, 11, 22, 8, 5, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Readable => new()
    {
        // as written in JSON, the moment it names
        { "1795334400", "2026-11-22T08:00:00Z" },
        { "\"1795334400\"", "2026-11-22T08:00:00Z" },
        { "\"\\u0031795334400\"", "2026-11-22T08:00:00Z" },
        { "1795334400123", "2026-11-22T08:00:00.123Z" },
        { "\"1795334400123\"", "2026-11-22T08:00:00.123Z" },
        { "1795334400.0", "2026-11-22T08:00:00Z" },
        { "1795334400.5", "2026-11-22T08:00:00.5Z" },
        { "1.7953344e9", "2026-11-22T08:00:00Z" },
        { "1.7953344e12", "2026-11-22T08:00:00Z" },
        { "1", "1970-01-01T00:00:01Z" },

        // Above 1e11 a number counts milliseconds.
        { "100000000001", "1973-03-03T09:46:40.001Z" },
        { "\"100000000001\"", "1973-03-03T09:46:40.001Z" },

        { "\"2026-11-22T08:00:00Z\"", "2026-11-22T08:00:00Z" },
        { "\"2026-11-22T08:00:00.250Z\"", "2026-11-22T08:00:00.25Z" },
        { "\"2026-11-22T09:00:00+01:00\"", "2026-11-22T08:00:00Z" },
        { "\"2026-11-22T08:00:00+0000\"", "2026-11-22T08:00:00Z" },
        { "\"2026-11-22T08:00:00\"", "2026-11-22T08:00:00Z" },
        { "\"2026-11-22\"", "2026-11-22T00:00:00Z" },
        { "\"1969-12-31T23:00:00-02:00\"", "1970-01-01T01:00:00Z" },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public void A_time_is_read_in_every_form(string json, string moment) => Stamp(json).ShouldBe(At(moment));

    public static TheoryData<string> NotTimes =>
    [
        // At 1e11 and below a number counts seconds: this is the year 5138.
        "100000000000", "\"100000000000\"", "99999999999",

        // Zero, negative, of microseconds, and beyond every clock.
        "0", "\"0\"", "-1795334400", "\"-1795334400\"", "-1", "1795334400000000", "99999999999999999999999999999999999999", "1e400",

        "\"\"", "\" \"", "\" 1795334400\"", "\"1795334400 \"", "\"+1795334400\"", "\"1,795,334,400\"", "\"0x6B0297C0\"", "\"NaN\"",
        "\"Infinity\"", "\"soon\"", "\"today\"", "\"\\ud800\"", "\"\\u0661795334400\"", "null", "true", "[]", "[1795334400]", "{}",

        // A date or an hour without a year would be read by the machine's own clock.
        "\"11-22\"", "\"1-2\"", "\"08:00-01:00\"", "\"8:00 -1\"", "\"22-Nov\"",

        // Other ways to write a date mean one day here and another there.
        "\"11/22/2026\"", "\"22.11.2026\"", "\"Sun, 22 Nov 2026 08:00:00 GMT\"", "\"11-12-2026\"",

        "\"2026-13-01T00:00:00Z\"", "\"2026-11-22T25:00:00Z\"", "\"1970-01-01T00:00:00Z\"", "\"1969-12-31T00:00:00Z\"",
        "\"-2026-11-22T08:00:00Z\"",
    ];

    [Theory]
    [MemberData(nameof(NotTimes))]
    public void What_is_no_time_does_not_stamp(string json) => Stamp(json).ShouldBeNull();

    [Fact]
    public void An_event_without_a_time_does_not_stamp() =>
        Api.Contacts(Bytes.Whole(Webhook("").Replace(",\"timestamp\":", "", StringComparison.Ordinal)), Received).ShouldBeEmpty();

    public static TheoryData<long, string?> Ahead => new()
    {
        // milliseconds after the receipt, the stamp
        { -1, "2026-11-22T08:04:59.999Z" },
        { 0, "2026-11-22T08:05:00Z" },
        { 1, "2026-11-22T08:05:00Z" },
        { 3_600_000, "2026-11-22T08:05:00Z" },
        { 86_399_999, "2026-11-22T08:05:00Z" },
        { 86_400_000, "2026-11-22T08:05:00Z" },
        { 86_400_001, null },
        { 864_000_000, null },
    };

    [Theory]
    [MemberData(nameof(Ahead))]
    public void A_time_ahead_is_clamped_to_the_receipt_and_none_a_day_ahead_counts(long milliseconds, string? moment) =>
        Stamp($"{Received.ToUnixTimeMilliseconds() + milliseconds}").ShouldBe(moment is null ? null : At(moment));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_day_ahead_ends_at_the_tick(long ticks, bool stamps)
    {
        var ahead = Received.AddHours(24).AddTicks(ticks);

        (Stamp($"\"{ahead:O}\"") is not null).ShouldBe(stamps);
    }

    [Fact]
    public void An_event_that_arrives_days_later_keeps_its_own_time() => Stamp("1794334400").ShouldBe(At("2026-11-10T18:13:20Z"));

    private static DateTimeOffset? Stamp(string timestamp) =>
        Api.Contacts(Bytes.Whole(Webhook(timestamp)), Received).Select(contact => (DateTimeOffset?)contact.Time).SingleOrDefault();

    private static string Webhook(string timestamp) =>
        """{"object":"page","entry":[{"id":"1","messaging":[{"sender":{"id":"2"},"recipient":{"id":"1"},"message":{"text":"x"},"timestamp":"""
        + timestamp + "}]}]}";

    private static DateTimeOffset At(string moment) => DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture);
}
