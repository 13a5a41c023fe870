using System.Runtime.InteropServices;
using System.Text.Json;

namespace PolicyProxy.Platforms.Meta.Webhooks;

/// <summary>Reads parts of a webhook that may be missing, null or of another kind than documented.</summary>
internal static class WebhookElements
{
    /// <summary>A member that is there and not null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    /// <summary>The elements of a member that is an array; none otherwise.</summary>
    public static JsonElement.ArrayEnumerator Elements(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    /// <summary>A member's text; null when it is no text.</summary>
    /// <param name="element">The element.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="known">A text that it is likely to be, and then is not made anew.</param>
    public static string? Text(this JsonElement element, string name, string? known = null) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text ? TextOf(text, known) : null;

    /// <summary>Whether an element is a text, and this one.</summary>
    public static bool Says(this JsonElement element, string text)
    {
        if (element.ValueKind != JsonValueKind.String) return false;
        return element.IsEscaped() ? TextOf(element) == text : element.ValueEquals(text);
    }

    /// <summary>Whether a text is written with escapes, so that it does not stand there as it is.</summary>
    public static bool IsEscaped(this JsonElement text) => JsonMarshal.GetRawUtf8Value(text).Contains((byte)'\\');

    /// <summary>A member's text or whole number, as ids are written; null for anything else.</summary>
    /// <param name="element">The element.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="known">An id that it is likely to be, and then is not made anew.</param>
    public static string? Id(this JsonElement element, string name, string? known = null) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text => TextOf(text, known),
        { ValueKind: JsonValueKind.Number } number when number.TryGetUInt64(out _) => number.GetRawText(),
        _ => null,
    };

    /// <summary>Whether a flag is set: whatever is not false, null or missing counts, so that a business's own message is never a client's.</summary>
    public static bool IsSet(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: not JsonValueKind.False };

    /// <summary>Whether a member is an object.</summary>
    public static bool HasObject(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.Object };

    /// <summary>What a member is, in words that give no value away.</summary>
    public static string InWords(this JsonElement? member) => member switch
    {
        null => "nothing",
        { ValueKind: JsonValueKind.String } text => TextOf(text) is { } unicode ? UnreadableEvent.Shape(unicode) : "a text that is not Unicode",
        { ValueKind: JsonValueKind.Number } number => UnreadableEvent.Shape(number.GetRawText()),
        { ValueKind: JsonValueKind.Object } => "an object",
        { ValueKind: JsonValueKind.Array } => "an array",
        _ => "a truth value",
    };

    // GetString throws InvalidOperationException for lone surrogates and broken UTF-8.
    private static string? TextOf(JsonElement text, string? known = null)
    {
        if (known is not null && text.Says(known)) return known;
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
