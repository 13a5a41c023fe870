using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>
/// The path of a send, such as <c>/v1/messages</c> or <c>/bot{token}/send{what}</c>. Letter case, a slash at the end and doubled slashes
/// make no difference; a capture that shares its segment with a text can be empty. What is forwarded ends in a slash where the pattern does.
/// </summary>
internal sealed class PathPattern
{
    private readonly Segment[] _segments;

    private readonly bool _endsInSlash;

    private PathPattern(Segment[] segments, bool endsInSlash) => (_segments, _endsInSlash) = (segments, endsInSlash);

    /// <summary>The names of its captures.</summary>
    public IReadOnlyList<string> Captures => [.. _segments.Select(segment => segment.Capture).OfType<string>()];

    /// <summary>Reads a pattern; null when it is none.</summary>
    public static PathPattern? Parse(string pattern)
    {
        if (pattern is not ['/', _, ..] || !PathText.IsPlain(pattern.Replace('{', '_').Replace('}', '_'))) return null;
        var segments = PathText.Segments(pattern).Select(Segment.Parse).ToArray();
        return Array.TrueForAll(segments, segment => segment is not null) && segments.Length > 0 ? new(segments!, pattern.EndsWith('/')) : null;
    }

    /// <summary>
    /// Matches the end of a plain path: what a route has before the API's own paths is taken away on the way to the platform, or added, and
    /// only the route's transforms know what.
    /// </summary>
    internal bool Matches(ReadOnlySpan<string> path)
    {
        for (var i = 1; i <= Common(path); i++)
        {
            if (!_segments[^i].Matches(path[^i])) return false;
        }

        return path.Length > 0;
    }

    /// <summary>The path that it matches as the platform writes it: the letters in the pattern's case, a slash at the end where it has one.</summary>
    /// <param name="path">The segments.</param>
    /// <param name="written">The path as written.</param>
    internal string Canonical(string[] path, string written)
    {
        for (var i = 1; i <= Common(path); i++) path[^i] = _segments[^i].Canonical(path[^i]);
        var canonical = PathText.Join(path, written);
        return _endsInSlash ? $"{canonical}/" : canonical;
    }

    /// <summary>Takes what the captures of a path hold that it matches.</summary>
    internal void Capture(ReadOnlySpan<string> path, ValuePaths paths, ProfileValues values)
    {
        for (var i = 1; i <= Common(path); i++)
        {
            if (_segments[^i].Capture is { } name && paths.Find(name) is >= 0 and var slot) values.Set(slot, _segments[^i].Captured(path[^i]));
        }
    }

    /// <summary>Whether a folded segment of a strange path could be the last of this one.</summary>
    internal bool CouldEndWith(string folded) => _segments[^1].CouldBe(folded);

    private int Common(ReadOnlySpan<string> path) => Math.Min(path.Length, _segments.Length);

    private sealed record Segment(string Before, string? Capture, string After)
    {
        private readonly string _foldedBefore = PathText.Fold(Before);
        private readonly string _foldedAfter = PathText.Fold(After);

        private int Fixed => Before.Length + After.Length;

        public static Segment? Parse(string text)
        {
            var open = text.IndexOf('{', StringComparison.Ordinal);
            var close = text.IndexOf('}', StringComparison.Ordinal);
            if (open < 0 && close < 0) return new(text, null, "");
            if (open < 0 || close < open || !ValuePaths.IsName(text[(open + 1)..close])) return null;
            var after = text[(close + 1)..];
            return after.AsSpan().ContainsAny('{', '}') ? null : new(text[..open], text[(open + 1)..close], after);
        }

        public bool Matches(string segment)
        {
            if (Capture is null) return segment.Equals(Before, StringComparison.OrdinalIgnoreCase);
            return segment.Length >= Fixed && segment.StartsWith(Before, StringComparison.OrdinalIgnoreCase) && segment.EndsWith(After, StringComparison.OrdinalIgnoreCase);
        }

        public string Captured(string segment) => segment[Before.Length..^After.Length];

        public string Canonical(string segment)
        {
            if (segment.StartsWith(Before, StringComparison.Ordinal) && segment.EndsWith(After, StringComparison.Ordinal)) return segment;
            return Capture is null ? Before : Before + Captured(segment) + After;
        }

        public bool CouldBe(string folded)
        {
            if (Capture is null) return PathText.LooksLike(folded, _foldedBefore);
            return folded.Length >= _foldedBefore.Length + _foldedAfter.Length
                && PathText.LooksLike(folded.AsSpan(0, _foldedBefore.Length), _foldedBefore)
                && PathText.LooksLike(folded.AsSpan(folded.Length - _foldedAfter.Length), _foldedAfter);
        }
    }
}
