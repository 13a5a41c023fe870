using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>A path of the Graph API: <c>{base}/[vN.N/]{account|me}/{edge}</c>, read from the request line as written.</summary>
/// <param name="Edge">The send edge in lower case; <see cref="Batch"/> at the API's root; empty for any other edge.</param>
/// <param name="Account">The account segment; null for <c>me</c> and for none.</param>
/// <param name="Canonical">The path to forward: single slashes, none at the end, the API's own words in lower case.</param>
/// <param name="IsStrange">Whether it is a send only under a stranger reading.</param>
internal readonly partial record struct GraphPath(string Edge, string? Account, string Canonical, bool IsStrange)
{
    /// <summary>The edge every platform of the Graph API sends through.</summary>
    public const string Messages = "messages";

    /// <summary>WhatsApp's edge for templates only.</summary>
    public const string MarketingMessages = "marketing_messages";

    /// <summary>WhatsApp's edge for bodies that only the platform can read.</summary>
    public const string MessagesEncrypted = "messages_encrypted";

    /// <summary>The API's root, where batches are posted.</summary>
    public const string Batch = "batch";

    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_-.~!$&'()*+,=:@");

    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    private static readonly GraphPath OtherEdge = new("", null, "", false);
    private static readonly GraphPath Strange = new("", null, "", true);

    /// <summary>Reads a path as written in the request line, nothing decoded.</summary>
    /// <param name="path">The path.</param>
    /// <param name="basePath">What comes before the API's own paths; empty when nothing does.</param>
    public static GraphPath Read(string path, string basePath)
    {
        if (!IsPlain(path)) return CouldSend(path) ? Strange : OtherEdge;

        var segments = Segments(path);
        var start = Segments(basePath);
        var first = segments.AsSpan().StartsWith(start, StringComparer.OrdinalIgnoreCase) ? start.Length : 0;
        if (segments.Length == first || IsVersion(segments[^1]))
        {
            LowerLast(segments, 1);
            return new(Batch, null, Join(segments, path), false);
        }

        if (!IsSendEdge(segments[^1])) return CouldSend(segments[^1]) ? Strange : OtherEdge;

        LowerLast(segments, 1);
        var account = segments.Length > first + 1 && !IsVersion(segments[^2]) ? segments[^2] : null;
        if (segments.Length > first + 1 && (account is null || IsMe(account))) LowerLast(segments, 2);
        if (segments.Length > first + 2 && IsVersion(segments[^3])) LowerLast(segments, 3);
        return new(segments[^1], account is null || IsMe(account) ? null : account, Join(segments, path), false);
    }

    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    // Nearly every path is canonical as it came.
    private static string Join(string[] segments, string path)
    {
        var rest = path.AsSpan();
        foreach (var segment in segments)
        {
            if (rest is not ['/', ..] || !rest[1..].StartsWith(segment)) return "/" + string.Join('/', segments);
            rest = rest[(segment.Length + 1)..];
        }

        return rest.IsEmpty && segments.Length > 0 ? path : "/" + string.Join('/', segments);
    }

    private static void LowerLast(string[] segments, int fromEnd)
    {
        if (segments.Length >= fromEnd) segments[^fromEnd] = segments[^fromEnd].ToLowerInvariant();
    }

    // An edge that the platforms may add one day (some_future_messages) is taken for a send: what holds none passes all the same.
    private static bool IsSendEdge(string segment) =>
        segment.EndsWith(Messages, StringComparison.OrdinalIgnoreCase)
        || segment.Equals(MessagesEncrypted, StringComparison.OrdinalIgnoreCase);

    private static bool IsMe(string segment) => segment.Equals("me", StringComparison.OrdinalIgnoreCase);

    private static bool IsVersion(string segment) =>
        segment.Length > 1 && segment[0] is 'v' or 'V' && !segment.AsSpan(1).ContainsAnyExcept(VersionCharacters);

    private static bool IsPlain(string path)
    {
        if (path.AsSpan().ContainsAnyExcept(PlainCharacters)) return false;
        return !path.Contains("/./", StringComparison.Ordinal) && !path.Contains("/../", StringComparison.Ordinal)
            && !path.EndsWith("/.", StringComparison.Ordinal) && !path.EndsWith("/..", StringComparison.Ordinal);
    }

    /// <summary>Whether any server could find a send edge or the root in the path: decoded any number of times, split anywhere, letters folded.</summary>
    private static bool CouldSend(string path) => CouldSend(path, Uri.UnescapeDataString) || CouldSend(path, DecodeLeniently);

    private static bool CouldSend(string path, Func<string, string> decode)
    {
        var decoded = path;
        for (var next = decode(decoded); next != decoded; next = decode(decoded)) decoded = next;

        // Bytes that are no UTF-8 stay encoded. A reader may drop them.
        var without = EncodedByte().Replace(decoded, "");
        return CouldBeRoot(without) || HasSendSegment(without);
    }

    // Some readers take overlong UTF-8 (%C0%AF for a slash) and %u002F.
    private static string DecodeLeniently(string text) => Uri.UnescapeDataString(LenientEscape().Replace(text, escape => $"{(char)(
        escape.Groups["unit"].Success ? Hex(escape, "unit") : (Hex(escape, "lead") << 6) | (Hex(escape, "last") & 0x3f))}"));

    private static int Hex(Match escape, string group) => int.Parse(escape.Groups[group].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static bool HasSendSegment(string decoded) =>
        decoded.Split(Separators).Select(Fold).Any(segment => Edges.Any(edge => LooksLike(segment, edge)));

    // Batches are posted to the root: what is left when dot segments are taken away and every segment is cut where some server cuts it.
    private static bool CouldBeRoot(string decoded)
    {
        var segments = new Stack<string>();
        foreach (var segment in decoded.Split(Slashes).Select(segment => segment.Split(Cuts)[0].Trim()))
        {
            if (segment == "..") segments.TryPop(out _);
            else if (segment is not ("" or ".")) segments.Push(segment);
        }

        return segments.Count == 0 || IsVersion(segments.Peek());
    }

    [GeneratedRegex("%[0-9A-Fa-f]{2}", RegexOptions.CultureInvariant)]
    private static partial Regex EncodedByte();

    [GeneratedRegex("%(?:[Uu](?<unit>[0-9A-Fa-f]{4})|(?:[Cc]|[Ee]0%8|[Ff]0%80%8)(?<lead>[01])%(?<last>[89ABab][0-9A-Fa-f]))", RegexOptions.CultureInvariant)]
    private static partial Regex LenientEscape();

    private static readonly char[] Slashes = ['/', '\\', '\u2044', '\u2215', '\u29f8', '\uff0f', '\uff3c'];
    private static readonly char[] Cuts = ['\0', ';', '?', '#', '%'];
    private static readonly char[] Separators = [.. Slashes, .. Cuts];
    private static readonly string[] Edges = [Messages, MarketingMessages, MessagesEncrypted];

    // Marks, spaces and punctuation vanish under some reading; a letter that is not ASCII may be folded to any letter, a sharp s to two.
    private static string Fold(string segment)
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

    private static bool LooksLike(string folded, string edge)
    {
        if (folded.Length != edge.Length) return false;
        for (var i = 0; i < edge.Length; i++)
        {
            if (folded[i] != edge[i] && folded[i] != '*') return false;
        }

        return true;
    }
}
