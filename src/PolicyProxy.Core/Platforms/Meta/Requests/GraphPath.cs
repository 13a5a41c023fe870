using System.Buffers;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>A path of the Graph API: <c>{base}/[vN.N/]{account|me}/{edge}</c>, read from the request line as written.</summary>
/// <param name="Edge">The send edge in lower case; <see cref="Batch"/> at the API's root; empty for any other edge.</param>
/// <param name="Account">The account segment; null for <c>me</c> and for none.</param>
/// <param name="Canonical">The path to forward: single slashes, none at the end, the API's own words in lower case.</param>
/// <param name="IsStrange">Whether it is a send only under a stranger reading.</param>
internal readonly record struct GraphPath(string Edge, string? Account, string Canonical, bool IsStrange)
{
    /// <summary>The edge every platform of the Graph API sends through.</summary>
    public const string Messages = "messages";

    /// <summary>WhatsApp's edge for templates only.</summary>
    public const string MarketingMessages = "marketing_messages";

    /// <summary>WhatsApp's edge for bodies that only the platform can read.</summary>
    public const string MessagesEncrypted = "messages_encrypted";

    /// <summary>The API's root, where batches are posted.</summary>
    public const string Batch = "batch";

    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    private static readonly GraphPath OtherEdge = new("", null, "", false);
    private static readonly GraphPath Strange = new("", null, "", true);

    /// <summary>Reads a path as written in the request line, nothing decoded.</summary>
    /// <param name="path">The path.</param>
    /// <param name="basePath">What comes before the API's own paths; empty when nothing does.</param>
    public static GraphPath Read(string path, string basePath)
    {
        if (!PathText.IsPlain(path)) return CouldSend(path) ? Strange : OtherEdge;

        var segments = PathText.Segments(path);
        var start = PathText.Segments(basePath);
        var first = segments.AsSpan().StartsWith(start, StringComparer.OrdinalIgnoreCase) ? start.Length : 0;
        if (segments.Length == first || IsVersion(segments[^1]))
        {
            LowerLast(segments, 1);
            return new(Batch, null, PathText.Join(segments, path), false);
        }

        if (!IsSendEdge(segments[^1])) return CouldSend(segments[^1]) ? Strange : OtherEdge;

        LowerLast(segments, 1);
        var account = segments.Length > first + 1 && !IsVersion(segments[^2]) ? segments[^2] : null;
        if (segments.Length > first + 1 && (account is null || IsMe(account))) LowerLast(segments, 2);
        if (segments.Length > first + 2 && IsVersion(segments[^3])) LowerLast(segments, 3);
        return new(segments[^1], account is null || IsMe(account) ? null : account, PathText.Join(segments, path), false);
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

    /// <summary>Whether any server could find a send edge or the root in the path: decoded any number of times, split anywhere, letters folded.</summary>
    private static bool CouldSend(string path) =>
        PathText.Readings(path).Any(reading => CouldBeRoot(reading) || PathText.FoldedSegments(reading).Any(IsLikeEdge));

    private static bool IsLikeEdge(string segment) => Edges.Any(edge => PathText.LooksLike(segment, edge));

    // Batches are posted to the root.
    private static bool CouldBeRoot(string reading)
    {
        var segments = PathText.WithoutDots(reading);
        return segments.Count == 0 || IsVersion(segments.Peek());
    }

    private static readonly string[] Edges = [Messages, MarketingMessages, MessagesEncrypted];
}
