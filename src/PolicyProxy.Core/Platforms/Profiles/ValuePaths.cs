namespace PolicyProxy.Platforms.Profiles;

/// <summary>
/// The values that a profile reads, by path: <c>message.type</c> for members of objects, <c>contacts[].id</c> where an array has exactly
/// one element, <c>{name}</c> for what a path's capture holds, <c>header:X-To</c> for a header.
/// </summary>
/// <param name="captures">The names of the captures there are.</param>
internal sealed class ValuePaths(IReadOnlyCollection<string> captures)
{
    private const int MostSegments = 16;
    private const string OfHeader = "header:";

    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly List<(string Name, int Slot)> _headers = [];

    /// <summary>How many values there are.</summary>
    public int Count => _slots.Count;

    /// <summary>Whether values can stand in headers: only a send comes with them.</summary>
    public bool CanReadHeaders { get; init; }

    /// <summary>The headers that values stand in, and the places of these.</summary>
    internal IReadOnlyList<(string Name, int Slot)> Headers => _headers;

    internal ValueNode Root { get; } = new("", false);

    /// <summary>The place of a value; null when the path is not one.</summary>
    public int? Add(string? path)
    {
        if (string.IsNullOrEmpty(path)) return null;
        if (_slots.TryGetValue(path, out var known)) return known;
        if (path is ['{', .. var capture, '}']) return captures.Contains(capture) ? _slots[path] = _slots.Count : null;
        if (path.StartsWith(OfHeader, StringComparison.OrdinalIgnoreCase)) return AddHeader(path[OfHeader.Length..]);

        var segments = path.Split('.');
        if (!AreSegments(segments)) return null;
        var node = Root;
        foreach (var segment in segments)
        {
            if (node.Child(Name(segment), segment.EndsWith("[]", StringComparison.Ordinal)) is not { } child) return null;
            node = child;
        }

        return node.Slot = _slots[path] = _slots.Count;
    }

    // A header is the same in any letter case.
    private int? AddHeader(string name)
    {
        if (!CanReadHeaders || !HeaderValues.CanHold(name)) return null;
        var known = _headers.FindIndex(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (known >= 0) return _headers[known].Slot;
        var slot = _slots[OfHeader + name] = _slots.Count;
        _headers.Add((name, slot));
        return slot;
    }

    /// <summary>Whether texts are the segments of a path.</summary>
    public static bool AreSegments(IReadOnlyCollection<string> segments) => segments.Count <= MostSegments && segments.All(segment => IsName(Name(segment)));

    internal int Find(string capture) => _slots.GetValueOrDefault($"{{{capture}}}", -1);

    internal static string Name(string segment) => segment.EndsWith("[]", StringComparison.Ordinal) ? segment[..^2] : segment;

    internal static bool IsName(string name) => name.Length is > 0 and <= 128 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
