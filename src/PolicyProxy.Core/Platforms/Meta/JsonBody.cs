using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PolicyProxy.Platforms.Meta;

/// <summary>Reads the parameters out of a JSON body.</summary>
internal static class JsonBody
{
    /// <summary>Takes the members of the body's one object; an empty body has none.</summary>
    public static void Read(ReadOnlySequence<byte> body, GraphParameters parameters)
    {
        if (body.IsEmpty) return;
        ReadOnlyMemory<byte> json = body.IsSingleSegment ? body.First : body.ToArray();
        try
        {
            ReadObject(json, parameters);
        }
        catch (JsonException)
        {
            parameters.Fail("the body is not well-formed JSON of at most 64 levels");
        }
    }

    private static void ReadObject(ReadOnlyMemory<byte> json, GraphParameters parameters)
    {
        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            parameters.Fail("the body is not a JSON object");
            reader.Skip();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isPolicyName = TryFindName(ref reader, parameters, out var parameter);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isPolicyName) parameters.AddJson(parameter, json[start..(int)reader.BytesConsumed]);
        }

        // Reading past the end finds what trails the object.
        while (reader.Read())
        {
        }
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

        if (!GraphParameterNames.TryFind(name, out parameter, out var isExact)) return false;
        if (!isExact) parameters.Fail($"the parameter {parameter.Wire()} is not written in lower case");
        return true;
    }
}
