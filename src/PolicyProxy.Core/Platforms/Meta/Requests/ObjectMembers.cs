using System.Text;
using System.Text.Json;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>Reads named members of one JSON object, each at most once.</summary>
internal static class ObjectMembers
{
    /// <summary>Reads the members of <paramref name="json"/> that have one of the <paramref name="names"/>.</summary>
    /// <param name="json">One well-formed JSON object.</param>
    /// <param name="names">The names of interest, of ASCII letters.</param>
    /// <param name="values">Takes each member's token at its name's place; empty without one and for <c>null</c>.</param>
    /// <returns>False when a name occurs twice, in any letter case, or in a wrong one.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> json, ReadOnlySpan<string> names, Span<ReadOnlyMemory<byte>> values)
    {
        var seen = 0;
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        for (reader.Read(); reader.TokenType == JsonTokenType.PropertyName; reader.Read())
        {
            var name = reader.ValueSpan;
            if (reader.ValueIsEscaped || !Ascii.IsValid(name))
            {
                if (JsonText.Scalar(ref reader) is not { } text) return false;
                name = Encoding.UTF8.GetBytes(text);
            }

            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isNull = reader.TokenType == JsonTokenType.Null;
            reader.Skip();

            var index = IndexOf(names, name);
            if (index < 0) continue;
            if (!Ascii.Equals(name, names[index]) || (seen & (1 << index)) != 0) return false;
            seen |= 1 << index;
            if (!isNull) values[index] = json[start..(int)reader.BytesConsumed];
        }

        return true;
    }

    private static int IndexOf(ReadOnlySpan<string> names, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (name.Length == names[i].Length && Ascii.EqualsIgnoreCase(name, names[i])) return i;
        }

        return -1;
    }
}
