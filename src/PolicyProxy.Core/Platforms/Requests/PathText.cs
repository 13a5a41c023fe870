using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PolicyProxy.Platforms.Requests;

/// <summary>Reads paths as written in a request line, and finds what other servers could take a strange one for.</summary>
internal static partial class PathText
{
    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_-.~!$&'()*+,=:@");

    private static readonly char[] Slashes = ['/', '\\', '\u2044', '\u2215', '\u29f8', '\uff0f', '\uff3c'];
    private static readonly char[] Cuts = ['\0', ';', '?', '#', '%'];
    private static readonly char[] Separators = [.. Slashes, .. Cuts];

    /// <summary>Whether every server reads a path alike: nothing encoded, no dot segments, no characters that some take for others.</summary>
    public static bool IsPlain(string path)
    {
        if (path.AsSpan().ContainsAnyExcept(PlainCharacters)) return false;
        return !path.Contains("/./", StringComparison.Ordinal) && !path.Contains("/../", StringComparison.Ordinal)
            && !path.EndsWith("/.", StringComparison.Ordinal) && !path.EndsWith("/..", StringComparison.Ordinal);
    }

    /// <summary>The segments of a plain path; doubled slashes and one at the end make none.</summary>
    public static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The path of segments, which nearly always is canonical as it came.</summary>
    public static string Join(string[] segments, string path)
    {
        var rest = path.AsSpan();
        foreach (var segment in segments)
        {
            if (rest is not ['/', ..] || !rest[1..].StartsWith(segment)) return "/" + string.Join('/', segments);
            rest = rest[(segment.Length + 1)..];
        }

        return rest.IsEmpty && segments.Length > 0 ? path : "/" + string.Join('/', segments);
    }

    /// <summary>What servers could read a strange path as: decoded as often as it goes, strictly and leniently.</summary>
    public static IEnumerable<string> Readings(string path) => [Read(path, Uri.UnescapeDataString), Read(path, DecodeLeniently)];

    /// <summary>The segments of a reading, split wherever some server splits, with everything folded that some server folds.</summary>
    public static IEnumerable<string> FoldedSegments(string reading) => reading.Split(Separators).Select(Fold);

    /// <summary>The segments that are left of a reading when dot segments are taken away and every segment is cut where some server cuts it.</summary>
    public static Stack<string> WithoutDots(string reading)
    {
        var segments = new Stack<string>();
        foreach (var segment in reading.Split(Slashes).Select(segment => segment.Split(Cuts)[0].Trim()))
        {
            if (segment == "..") segments.TryPop(out _);
            else if (segment is not ("" or ".")) segments.Push(segment);
        }

        return segments;
    }

    /// <summary>Whether a folded segment can be read as a text of lower-case letters, digits and underscores.</summary>
    public static bool LooksLike(ReadOnlySpan<char> folded, ReadOnlySpan<char> text)
    {
        if (folded.Length != text.Length) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (folded[i] != text[i] && folded[i] != '*') return false;
        }

        return true;
    }

    /// <summary>
    /// A segment with what vanishes under some reading left out (marks, spaces, punctuation); a letter that is not ASCII may be folded to
    /// any letter, a sharp s to two.
    /// </summary>
    public static string Fold(string segment)
    {
        var folded = new StringBuilder(segment.Length);
        foreach (var rune in segment.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                var c = (char)rune.Value;
                if (char.IsAsciiLetterOrDigit(c) || c == '_') folded.Append(char.ToLowerInvariant(c));
            }
            else if (rune.Value is '\u00df' or '\u1e9e')
            {
                folded.Append("ss");
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format))
            {
                folded.Append('*');
            }
        }

        return folded.ToString();
    }

    private static string Read(string path, Func<string, string> decode)
    {
        var decoded = path;
        for (var next = decode(decoded); next != decoded; next = decode(decoded)) decoded = next;

        // Bytes that are no UTF-8 stay encoded. A reader may drop them.
        return EncodedByte().Replace(decoded, "");
    }

    // Some readers take overlong UTF-8 (%C0%AF for a slash) and %u002F.
    private static string DecodeLeniently(string text) => Uri.UnescapeDataString(LenientEscape().Replace(text, escape => $"{(char)(
        escape.Groups["unit"].Success ? Hex(escape, "unit") : (Hex(escape, "lead") << 6) | (Hex(escape, "last") & 0x3f))}"));

    private static int Hex(Match escape, string group) => int.Parse(escape.Groups[group].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex("%[0-9A-Fa-f]{2}", RegexOptions.CultureInvariant)]
    private static partial Regex EncodedByte();

    [GeneratedRegex("%(?:[Uu](?<unit>[0-9A-Fa-f]{4})|(?:[Cc]|[Ee]0%8|[Ff]0%80%8)(?<lead>[01])%(?<last>[89ABab][0-9A-Fa-f]))", RegexOptions.CultureInvariant)]
    private static partial Regex LenientEscape();
}
