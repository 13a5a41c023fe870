using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>The parameters of one request that the policy reads, gathered from wherever the API takes them, each at most once.</summary>
/// <param name="text">The request they stand in.</param>
internal sealed class GraphParameters(RequestText text)
{
    private readonly GraphValue?[] _values = new GraphValue?[GraphParameterNames.Count];

    /// <summary>The first thing found that cannot be read exactly one way; null when there is none.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the request has none of them.</summary>
    public bool IsEmpty => Array.TrueForAll(_values, value => value is null);

    /// <summary>Notes a problem; the first one stands.</summary>
    public void Fail(string problem) => Problem ??= problem;

    /// <summary>Takes in a parameter.</summary>
    public void Add(GraphParameter parameter, GraphValue value)
    {
        ref var slot = ref _values[(int)parameter];
        if (slot is not null) Fail($"the parameter {parameter.Wire()} is given more than once");
        slot = value;
    }

    /// <summary>Whether the request has the parameter, and not as <c>null</c>.</summary>
    public bool Has(GraphParameter parameter) => _values[(int)parameter] is { IsNull: false };

    /// <summary>Whether the request has one of several parameters, and not as <c>null</c>.</summary>
    public bool HasAny(ReadOnlySpan<GraphParameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (Has(parameter)) return true;
        }

        return false;
    }

    /// <summary>Where the parameter's value stands; null when the request has none.</summary>
    public GraphValue? Find(GraphParameter parameter) => _values[(int)parameter];

    /// <summary>Reads a parameter that is one word or number.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="word">Its text; null when the request has none.</param>
    /// <returns>False when it is there but is no text, whole number or truth value.</returns>
    public bool TryGetText(GraphParameter parameter, out string? word)
    {
        word = null;
        if (_values[(int)parameter] is not { IsNull: false } value) return true;
        word = value.Text ?? JsonText.Scalar(value.Json.Span);
        return word is not null;
    }

    /// <summary>Reads a parameter that is an object, written as JSON or as a text that holds JSON, relaxed JSON included: once, for that is noted as an edit.</summary>
    /// <returns>False when it is missing or no object.</returns>
    public bool TryGetObject(GraphParameter parameter, [NotNullWhen(true)] out ReadOnlyMemory<byte>? json) =>
        TryGetContainer(parameter, (byte)'{', out json);

    /// <summary>Reads a parameter that is an array, written as JSON or as a text that holds JSON, relaxed JSON included: once, for that is noted as an edit.</summary>
    /// <returns>False when it is missing or no array.</returns>
    public bool TryGetArray(GraphParameter parameter, [NotNullWhen(true)] out ReadOnlyMemory<byte>? json) =>
        TryGetContainer(parameter, (byte)'[', out json);

    /// <summary>Whether a parameter is an object or an array, however it is written: looked at once, for relaxed JSON is noted as an edit.</summary>
    public bool IsContainer(GraphParameter parameter) => ReadContainer(parameter) is not null;

    private bool TryGetContainer(GraphParameter parameter, byte opening, [NotNullWhen(true)] out ReadOnlyMemory<byte>? json)
    {
        json = ReadContainer(parameter);
        return json is { } container && JsonText.Opening(container.Span) == opening;
    }

    private ReadOnlyMemory<byte>? ReadContainer(GraphParameter parameter)
    {
        if (_values[(int)parameter] is not { IsNull: false } value) return null;
        if ((value.Text ?? JsonText.String(value.Json.Span)) is not { } written) return value.Json.Span is [(byte)'{' or (byte)'[', ..] ? value.Json : null;

        ReadOnlyMemory<byte> json = Encoding.UTF8.GetBytes(written);
        if (JsonText.IsContainer(json.Span)) return json;

        // Relaxed JSON is forwarded as what it was read for; of a text that was not Unicode that cannot be said.
        if (RelaxedJson.ToStrict(written) is not { } strict || strict.Contains('\ufffd', StringComparison.Ordinal)) return null;
        text.Replace(value.Range, value.Write(strict));
        json = Encoding.UTF8.GetBytes(strict);
        return JsonText.IsContainer(json.Span) ? json : null;
    }
}

/// <summary>How a parameter's value is written where it stands.</summary>
internal enum ValueForm
{
    /// <summary>As a JSON token.</summary>
    Json,

    /// <summary>Percent-encoded.</summary>
    Encoded,

    /// <summary>As it is: a part of a multipart body.</summary>
    Plain,
}

/// <summary>One parameter's value.</summary>
/// <param name="Range">Where it stands; of no length where it stands in pieces, by names in brackets.</param>
/// <param name="Form">How it is written there.</param>
/// <param name="Json">Its token, well-formed; empty when it is a text.</param>
/// <param name="Text">Its decoded text; null when it is a JSON token.</param>
internal sealed record GraphValue(TextRange Range, ValueForm Form, ReadOnlyMemory<byte> Json, string? Text)
{
    /// <summary>Whether it is JSON's <c>null</c>.</summary>
    public bool IsNull => Text is null && Json.Span.SequenceEqual("null"u8);

    /// <summary>Writes a text the way this value is written.</summary>
    public string Write(string text) => Form switch
    {
        ValueForm.Json => $"\"{JsonEncodedText.Encode(text)}\"",
        ValueForm.Encoded => Uri.EscapeDataString(text),
        _ => text,
    };
}
