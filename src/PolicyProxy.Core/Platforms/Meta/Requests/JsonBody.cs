using System.Text;
using System.Text.Json;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>Reads the parameters out of a JSON body.</summary>
internal static class JsonBody
{
    /// <summary>Takes the members of the body's one object.</summary>
    /// <param name="body">The body.</param>
    /// <param name="start">Where the JSON begins, past a byte order mark: it has an opening bracket.</param>
    /// <param name="parameters">Takes the parameters.</param>
    public static void Read(ReadOnlyMemory<byte> body, int start, GraphParameters parameters)
    {
        try
        {
            ReadObject(body, start, parameters);
        }
        catch (JsonException)
        {
            parameters.Fail("the body is not well-formed JSON of at most 64 levels");
        }
    }

    private static void ReadObject(ReadOnlyMemory<byte> body, int origin, GraphParameters parameters)
    {
        var reader = new Utf8JsonReader(body.Span[origin..]);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            parameters.Fail("the body is not a JSON object");
            return;
        }

        for (reader.Read(); reader.TokenType == JsonTokenType.PropertyName; reader.Read())
        {
            var isPolicyName = TryFindName(ref reader, parameters, out var parameter);
            reader.Read();
            var start = origin + (int)reader.TokenStartIndex;
            reader.Skip();
            var length = origin + (int)reader.BytesConsumed - start;
            if (isPolicyName) parameters.Add(parameter, new(new(false, start, length), ValueForm.Json, body.Slice(start, length), null));
        }

        // Reading past the end finds what trails the object.
        reader.Read();
    }

    private static bool TryFindName(ref Utf8JsonReader reader, GraphParameters parameters, out GraphParameter parameter)
    {
        var name = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            if (JsonText.Scalar(ref reader) is not { } unescaped)
            {
                parameters.Fail("a member's name is not Unicode");
                parameter = default;
                return false;
            }

            name = Encoding.UTF8.GetBytes(unescaped);
        }

        // A name that a server could fold into another one: a blank before it, a dot for an underscore.
        var isPlain = name.IndexOfAny(" .[\0"u8) < 0;
        if (!isPlain) name = Encoding.UTF8.GetBytes(FieldNames.Fold(Encoding.UTF8.GetString(name), out _));

        if (!GraphParameterNames.TryFind(name, out parameter, out var isExact)) return false;
        if (!isExact || !isPlain) parameters.Fail($"the parameter {parameter.Wire()} is not written by its plain name");
        return true;
    }
}
