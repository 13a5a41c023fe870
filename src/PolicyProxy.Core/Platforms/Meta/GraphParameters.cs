using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PolicyProxy.Platforms.Meta;

/// <summary>The parameters of one request that the policy reads, gathered from wherever the API takes them, each at most once.</summary>
internal sealed class GraphParameters
{
    private readonly Value?[] _values = new Value?[GraphParameterNames.Count];

    /// <summary>The first thing found that cannot be read exactly one way; null when there is none.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the request has none of them.</summary>
    public bool IsEmpty => Array.TrueForAll(_values, value => value is null);

    /// <summary>Notes a problem; the first one stands.</summary>
    public void Fail(string problem) => Problem ??= problem;

    /// <summary>Takes in a parameter that is a token of the JSON body.</summary>
    public void AddJson(GraphParameter parameter, ReadOnlyMemory<byte> token) => Add(parameter, new(token, null));

    /// <summary>Takes in a parameter of the query, decoded.</summary>
    public void AddText(GraphParameter parameter, string text) => Add(parameter, new(default, text));

    /// <summary>Whether the request has the parameter, and not as <c>null</c>.</summary>
    public bool Has(GraphParameter parameter) => _values[(int)parameter] is { IsNull: false };

    /// <summary>Reads a parameter that is one word or number.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="text">Its text; null when the request has none.</param>
    /// <returns>False when it is there but is no text, whole number or truth value.</returns>
    public bool TryGetText(GraphParameter parameter, out string? text)
    {
        text = null;
        if (_values[(int)parameter] is not { IsNull: false } value) return true;
        text = value.Text ?? JsonText.Scalar(value.Json.Span);
        return text is not null;
    }

    /// <summary>Reads a parameter that is an object, written as JSON or as a text that holds JSON.</summary>
    /// <returns>False when it is missing or no object.</returns>
    public bool TryGetObject(GraphParameter parameter, [NotNullWhen(true)] out ReadOnlyMemory<byte>? json)
    {
        json = null;
        if (_values[(int)parameter] is not { IsNull: false } value) return false;
        var token = value.Json;
        if ((value.Text ?? JsonText.String(token.Span)) is { } text) token = Encoding.UTF8.GetBytes(text);
        if (!JsonText.IsObject(token.Span)) return false;
        json = token;
        return true;
    }

    private void Add(GraphParameter parameter, Value value)
    {
        ref var slot = ref _values[(int)parameter];
        if (slot is not null) Fail($"the parameter {parameter.Wire()} is given more than once");
        slot = value;
    }

    private sealed record Value(ReadOnlyMemory<byte> Json, string? Text)
    {
        public bool IsNull => Text is null && Json.Span.SequenceEqual("null"u8);
    }
}
