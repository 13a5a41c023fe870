using System.Globalization;
using System.Text.Json;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>The object that PHP makes of parameters such as <c>message[attachment][type]</c>.</summary>
internal sealed class BracketTree
{
    private const int Deepest = 64;

    private readonly Dictionary<string, object> _members = [];

    /// <summary>The keys in brackets, <c>[a][b]</c>; null when the text is not only that.</summary>
    /// <param name="brackets">What follows a name from its first opening bracket on; empty without one.</param>
    public static string[]? Path(string brackets)
    {
        if (brackets.Length == 0) return [];
        if (brackets[^1] != ']') return null;
        var keys = brackets[1..^1].Split("][");
        return keys.Length <= Deepest && Array.TrueForAll(keys, key => key.AsSpan().IndexOfAny('[', ']') < 0) ? keys : null;
    }

    /// <summary>Puts a value in; an empty key takes the next number.</summary>
    /// <returns>False when there is something in its place.</returns>
    public bool TryAdd(ReadOnlySpan<string> path, string value)
    {
        var key = path[0].Length > 0 ? path[0] : _members.Count.ToString(CultureInfo.InvariantCulture);
        if (path.Length == 1) return _members.TryAdd(key, value);
        if (!_members.TryGetValue(key, out var member)) _members[key] = member = new BracketTree();
        return member is BracketTree tree && tree.TryAdd(path[1..], value);
    }

    /// <summary>The object as JSON; an array where the keys are 0, 1, 2 and so on.</summary>
    public byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { MaxDepth = Deepest + 1 })) Write(json);
        return stream.ToArray();
    }

    private void Write(Utf8JsonWriter json)
    {
        var isArray = _members.Keys.Select((key, i) => key == i.ToString(CultureInfo.InvariantCulture)).All(isNext => isNext);
        if (isArray) json.WriteStartArray();
        else json.WriteStartObject();
        foreach (var (key, member) in _members)
        {
            if (!isArray) json.WritePropertyName(key);
            if (member is BracketTree tree) tree.Write(json);
            else json.WriteStringValue((string)member);
        }

        if (isArray) json.WriteEndArray();
        else json.WriteEndObject();
    }
}
