using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PolicyProxy.Platforms.Requests;

/// <summary>Reads single JSON tokens of requests, strictly, without ever failing on what a client wrote.</summary>
internal static class JsonText
{
    /// <inheritdoc cref="Scalar(ReadOnlySpan{byte})"/>
    public static string? Scalar(ReadOnlyMemory<byte> token) => token.IsEmpty ? null : Scalar(token.Span);

    /// <summary>The text of a string, a whole number or a truth value; null for anything else.</summary>
    public static string? Scalar(ReadOnlySpan<byte> token)
    {
        var reader = new Utf8JsonReader(token);
        reader.Read();
        return Scalar(ref reader);
    }

    /// <summary>The text of the reader's string, name, whole number or truth value; null for anything else.</summary>
    public static string? Scalar(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String or JsonTokenType.PropertyName => String(ref reader),
        JsonTokenType.Number => Digits(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => null,
    };

    private static string? Digits(ReadOnlySpan<byte> number) => !number.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? Encoding.ASCII.GetString(number) : null;

    /// <summary>The text of a string; null for anything else, and for text that is not Unicode.</summary>
    public static string? String(ReadOnlySpan<byte> token)
    {
        if (token.IsEmpty || token[0] != '"') return null;
        var reader = new Utf8JsonReader(token);
        reader.Read();
        return String(ref reader);
    }

    /// <summary>Whether a text is one well-formed JSON object and nothing else.</summary>
    public static bool IsObject(ReadOnlySpan<byte> text) => Opening(text) == '{' && IsContainer(text);

    /// <summary>Whether a text is one well-formed JSON object or array of at most 64 levels, and nothing else.</summary>
    public static bool IsContainer(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            if (!reader.Read() || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The first byte that is no white space; 0 when there is none.</summary>
    public static byte Opening(ReadOnlySpan<byte> text)
    {
        var start = text.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? (byte)0 : text[start];
    }

    /// <summary>The elements of an array; anything else is its own one element.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Elements(ReadOnlyMemory<byte> token)
    {
        if (token.IsEmpty) return [];
        if (Opening(token.Span) != '[') return [token];
        var elements = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(token.Span);
        reader.Read();
        for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add(token[start..(int)reader.BytesConsumed]);
        }

        return elements;
    }

    // GetString throws InvalidOperationException for lone surrogates and broken UTF-8.
    private static string? String(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
