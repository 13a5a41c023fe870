using System.Globalization;
using System.Text;

namespace PolicyProxy.Platforms.Requests;

/// <summary>Reads the parameters out of a query or a form: <c>name=value</c> pairs, percent-encoded.</summary>
internal static class FormText
{
    /// <summary>More than any API takes.</summary>
    public const int MostPairs = 1024;
    private const int LongestOnStack = 512;

    /// <summary>Takes the parameters of a text, in which each character is one byte.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isQuery">Whether it is the query; otherwise it is the body.</param>
    /// <param name="into">Takes the parameters.</param>
    public static void Read(string text, bool isQuery, IFormFields into)
    {
        if (text.Length == 0) return;
        var count = 0;
        foreach (var pair in Pairs(text))
        {
            if (++count > MostPairs) into.Fail($"there are more than {MostPairs} parameters");
            if (HidesParameter(text.AsSpan()[pair.Name.Start..pair.Value.End], into)) into.Fail("a parameter can be read as more than one");

            // A plain name is not encoded: what nobody reads need not be decoded.
            var written = text.AsSpan()[pair.Name];
            if (FieldNames.IsPlain(written) && !into.IsRead(written)) continue;
            var name = Decode(written);
            if (!into.IsRead(name)) continue;
            var (start, length) = pair.Value.GetOffsetAndLength(text.Length);
            var raw = text.AsSpan(start, length);
            if (HasBrokenEscape(raw)) into.Fail($"the value of {FieldNames.Fold(name, out _)} is not percent-encoded the right way");
            into.Add(name, new(isQuery, start, length), isEncoded: true, Decode(raw));
        }
    }

    /// <summary>Whether the query makes a POST of whatever verb the request has.</summary>
    public static bool HasMethodOverride(string query) =>
        query.Contains('=', StringComparison.Ordinal) && query.Split('&', ';').Select(pair => pair.Split('=', 2)).Any(pair =>
            pair.Length == 2
            && Decode(pair[0]).Contains("method", StringComparison.OrdinalIgnoreCase)
            && Decode(pair[1]).Trim().Equals("post", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a text names a parameter.</summary>
    public static bool Names(string text, string parameter) => Holds(text, parameter, _ => true);

    /// <summary>Whether a text has a parameter, in brackets or with a value of a kind.</summary>
    public static bool Holds(string text, string parameter, Func<string, bool> isKind)
    {
        if (!text.Contains('=', StringComparison.Ordinal)) return false;
        foreach (var pair in Pairs(text))
        {
            var name = FieldNames.Fold(Decode(text.AsSpan()[pair.Name]), out var brackets);
            if (!name.Equals(parameter, StringComparison.OrdinalIgnoreCase)) continue;
            if (brackets.Length > 0 || isKind(Decode(text.AsSpan()[pair.Value]))) return true;
        }

        return false;
    }

    // Some servers take a semicolon for an ampersand.
    private static bool HidesParameter(ReadOnlySpan<char> pair, IFormFields into)
    {
        if (!pair.Contains(';')) return false;
        foreach (var range in pair.Split(';'))
        {
            var piece = pair[range];
            var equals = piece.IndexOf('=');
            if (range.Start.Value > 0 && equals >= 0 && into.IsRead(Decode(piece[..equals]))) return true;
        }

        return false;
    }

    /// <summary>Where the names and values of a text stand, still encoded.</summary>
    public static IEnumerable<(Range Name, Range Value)> Pairs(string text)
    {
        for (var start = 0; start <= text.Length;)
        {
            var end = text.IndexOf('&', start);
            if (end < 0) end = text.Length;
            var equals = text.IndexOf('=', start, end - start);
            if (end > start) yield return equals < 0 ? (start..end, end..end) : (start..equals, (equals + 1)..end);
            start = end + 1;
        }
    }

    /// <summary>Whether a percent sign is not followed by two hex digits.</summary>
    public static bool HasBrokenEscape(ReadOnlySpan<char> value)
    {
        for (var i = value.IndexOf('%'); i >= 0 && i < value.Length; i++)
        {
            if (value[i] != '%') continue;
            if (i + 2 >= value.Length || !char.IsAsciiHexDigit(value[i + 1]) || !char.IsAsciiHexDigit(value[i + 2])) return true;
        }

        return false;
    }

    /// <summary>A name or value as it was before it was encoded.</summary>
    public static string Decode(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAny('%', '+') && Ascii.IsValid(text)) return text.ToString();

        Span<byte> bytes = text.Length <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var escaped))
            {
                bytes[length++] = escaped;
                i += 2;
            }
            else
            {
                bytes[length++] = text[i] == '+' ? (byte)' ' : (byte)text[i];
            }
        }

        return Encoding.UTF8.GetString(bytes[..length]);
    }
}
