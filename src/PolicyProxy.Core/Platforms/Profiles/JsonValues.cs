using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>Reads the values that a profile asks for out of JSON, in one pass that skips everything else.</summary>
internal static class JsonValues
{
    private static readonly SearchValues<byte> PlainCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"u8);

    /// <summary>Reads one JSON object and nothing else.</summary>
    /// <param name="json">The JSON, without a byte order mark.</param>
    /// <param name="root">What is asked for.</param>
    /// <param name="values">Takes the values and problems.</param>
    public static void Read(ReadOnlySpan<byte> json, ValueNode root, ProfileValues values)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                values.Fail("the body is not a JSON object");
                return;
            }

            ReadObject(ref reader, root, values, allowsText: false);

            // Reading past the end finds what trails the object.
            if (reader.Read()) values.Fail("something follows the body's JSON object");
        }
        catch (JsonException)
        {
            values.Fail("the body is not well-formed JSON of at most 64 levels");
        }
    }

    /// <summary>Reads what stands in a text by itself, such as a field of a form: the text, or the JSON in it.</summary>
    public static void ReadText(string text, ValueNode node, ProfileValues values)
    {
        if (node.Slot >= 0) values.Set(node.Slot, text);
        if (!node.HasChildren) return;
        if (JsonText.Opening(Encoding.UTF8.GetBytes(text)) is not ((byte)'{' or (byte)'[')) return;
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            reader.Read();
            ReadContainer(ref reader, node, values, allowsText: true);
            if (reader.Read()) values.Fail($"something follows the JSON in {node.Name}");
        }
        catch (JsonException)
        {
            values.Fail($"{node.Name} is not well-formed JSON of at most 64 levels");
        }
    }

    /// <summary>Reads the members of the object that the reader is at.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="node">What is asked for.</param>
    /// <param name="values">Takes the values and problems.</param>
    /// <param name="allowsText">Whether an object may be written as a text that holds JSON.</param>
    public static void ReadObject(ref Utf8JsonReader reader, ValueNode node, ProfileValues values, bool allowsText)
    {
        var seen = 0UL;
        for (reader.Read(); reader.TokenType == JsonTokenType.PropertyName; reader.Read())
        {
            var index = Find(ref reader, node, values);
            reader.Read();
            if (index < 0)
            {
                reader.Skip();
                continue;
            }

            if ((seen & (1UL << index)) != 0) values.Fail($"{node[index].Name} is given more than once");
            seen |= 1UL << index;
            ReadValue(ref reader, node[index], values, allowsText);
        }
    }

    private static int Find(ref Utf8JsonReader reader, ValueNode node, ProfileValues values)
    {
        var name = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            if (JsonText.Scalar(ref reader) is not { } unescaped)
            {
                values.Fail("a member's name is not Unicode");
                return -1;
            }

            name = Encoding.UTF8.GetBytes(unescaped);
        }

        // A name that a server could fold into another one: a blank before it, a dot for an underscore.
        var isPlain = !name.ContainsAnyExcept(PlainCharacters);
        if (!isPlain) name = Encoding.UTF8.GetBytes(FieldNames.Fold(Encoding.UTF8.GetString(name), out _));
        var index = node.Find(name, out var isExact);
        if (index >= 0 && (!isExact || !isPlain)) values.Fail($"{node[index].Name} is not written by its plain name");
        return index;
    }

    private static void ReadValue(ref Utf8JsonReader reader, ValueNode node, ProfileValues values, bool allowsText)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                ReadContainer(ref reader, node, values, allowsText);
                break;
            case JsonTokenType.String when node.HasChildren && allowsText && JsonText.Scalar(ref reader) is { } text:
                ReadText(text, node, values);
                break;
            default:
                if (node.HasChildren || node.IsArray) values.Fail($"{node.Name} is not an object or array");
                else values.Set(node.Slot, JsonText.Scalar(ref reader));
                break;
        }
    }

    private static void ReadContainer(ref Utf8JsonReader reader, ValueNode node, ProfileValues values, bool allowsText)
    {
        var isArray = reader.TokenType == JsonTokenType.StartArray;
        if (isArray != node.IsArray && (node.HasChildren || node.IsArray))
        {
            values.Fail($"{node.Name} is {(isArray ? "an array" : "no array")}");
            reader.Skip();
        }
        else if (isArray && node.IsArray)
        {
            ReadOnlyElement(ref reader, node, values, allowsText);
        }
        else
        {
            if (node.Slot >= 0) values.Set(node.Slot, null);
            if (node.HasChildren) ReadObject(ref reader, node, values, allowsText);
            else reader.Skip();
        }
    }

    // More than one is more than one recipient, of which each would have a window of its own.
    private static void ReadOnlyElement(ref Utf8JsonReader reader, ValueNode node, ProfileValues values, bool allowsText)
    {
        var count = 0;
        for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read(), count++)
        {
            if (reader.TokenType == JsonTokenType.StartObject && node.HasChildren)
            {
                if (node.Slot >= 0) values.Set(node.Slot, null);
                ReadObject(ref reader, node, values, allowsText);
            }
            else if (node.HasChildren || node.Slot < 0 || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                values.Fail($"{node.Name} holds something else than expected");
                reader.Skip();
            }
            else
            {
                values.Set(node.Slot, JsonText.Scalar(ref reader));
            }
        }

        if (count != 1) values.Fail($"{node.Name} has {count} elements, and only one can be judged");
    }
}
