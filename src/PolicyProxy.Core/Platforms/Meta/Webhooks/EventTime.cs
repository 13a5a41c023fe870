using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace PolicyProxy.Platforms.Meta.Webhooks;

/// <summary>Reads when an event happened: a number or a text, in seconds or milliseconds by magnitude, or ISO 8601. All occur.</summary>
public static class EventTime
{
    /// <summary>Above it a number counts milliseconds (1973 in milliseconds, the year 5138 in seconds).</summary>
    private const long LargestSeconds = 100_000_000_000;

    private static readonly TimeSpan LargestLead = TimeSpan.FromHours(24);

    /// <summary>The event's own time, at most <paramref name="receivedAt"/>; null when there is none, or it is more than a day ahead.</summary>
    internal static DateTimeOffset? Read(JsonElement? timestamp, DateTimeOffset receivedAt) => AtMost(receivedAt, Parse(timestamp));

    /// <summary>A time, at most <paramref name="receivedAt"/>; null when there is none, or it is more than a day ahead.</summary>
    internal static DateTimeOffset? AtMost(DateTimeOffset receivedAt, DateTimeOffset? time)
    {
        if (time is not { } told || told > receivedAt + LargestLead) return null;
        return told < receivedAt ? told : receivedAt;
    }

    /// <summary>A time in any of these forms, whatever time it is; null for anything else. Without a zone it is UTC.</summary>
    public static DateTimeOffset? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (decimal.TryParse(text, NumberForm, CultureInfo.InvariantCulture, out var number)) return At(number);
        return StartsWithDate(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var iso)
            && iso > DateTimeOffset.UnixEpoch
            ? iso
            : null;
    }

    private static DateTimeOffset? Parse(JsonElement? timestamp) => timestamp switch
    {
        { ValueKind: JsonValueKind.Number } number => ParseNumber(JsonMarshal.GetRawUtf8Value(number)),
        { ValueKind: JsonValueKind.String } text when !text.IsEscaped() && ParseNumber(JsonMarshal.GetRawUtf8Value(text)[1..^1]) is { } time => time,
        { ValueKind: JsonValueKind.String } text => ParseText(text),
        _ => null,
    };

    private static DateTimeOffset? ParseText(JsonElement element)
    {
        try
        {
            return Parse(element.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private const NumberStyles NumberForm = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    // A text without a whole date would be completed from the machine's clock; one in another order could be read two ways.
    private static bool StartsWithDate(string text) =>
        text is [var a, var b, var c, var d, '-', _, _, '-', ..]
        && char.IsAsciiDigit(a) && char.IsAsciiDigit(b) && char.IsAsciiDigit(c) && char.IsAsciiDigit(d);

    private static DateTimeOffset? ParseNumber(ReadOnlySpan<byte> text) =>
        decimal.TryParse(text, NumberForm, CultureInfo.InvariantCulture, out var number) ? At(number) : null;

    private static DateTimeOffset? At(decimal number)
    {
        var milliseconds = number > LargestSeconds ? number : number * 1000;
        return milliseconds > 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
            : null;
    }
}
