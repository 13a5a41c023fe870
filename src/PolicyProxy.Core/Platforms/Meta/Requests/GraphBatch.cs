using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>A batch of the Graph API: up to 50 requests in the parameter <c>batch</c>, answered in an array.</summary>
/// <remarks>https://developers.facebook.com/docs/graph-api/batch-requests</remarks>
internal sealed class GraphBatch : SendBatch
{
    private const int MostElements = 50;

    private readonly GraphRequest _request;
    private readonly List<GraphBatchElement> _elements;
    private readonly bool _hasHeaders;

    private GraphBatch(GraphRequest request, List<GraphBatchElement> elements, bool hasHeaders)
    {
        _request = request;
        _elements = elements;
        _hasHeaders = hasHeaders;
        Elements = [.. elements.Select(element => element.Reading)];
    }

    public override IReadOnlyList<SendReading> Elements { get; }

    /// <summary>Reads a request at the API's root.</summary>
    public static SendReading Read(GraphApi api, in ApiRequest head, GraphRequest request)
    {
        var parameters = request.Parameters;
        if (!parameters.Has(GraphParameter.Batch)) return SendReading.NotASend;
        if (parameters.Has(GraphParameter.Message) || parameters.Has(GraphParameter.Recipient) || parameters.Has(GraphParameter.To))
            return SendReading.NotUnderstood("a batch cannot ride on another send");
        if (!parameters.TryGetArray(GraphParameter.Batch, out var array)) return SendReading.NotUnderstood("batch is not a JSON array");
        if (!parameters.TryGetText(GraphParameter.IncludeHeaders, out var headers)) return SendReading.NotUnderstood("include_headers has to be a truth value");

        var written = JsonText.Elements(array.Value);
        if (written.Count > MostElements) return SendReading.NotUnderstood($"a batch has at most {MostElements} elements");
        var fixedAccount = head.FixedAccount;
        var elements = written.Select(element => GraphBatchElement.Read(api, fixedAccount, element)).ToList();
        if (elements.Exists(element => element.IsNested)) return SendReading.NotUnderstood("a batch cannot hold another batch");
        if (elements.TrueForAll(element => element.Reading == SendReading.NotASend)) return SendReading.NotASend with { Rewritten = request.Text.Forwarded() };
        if (parameters.Find(GraphParameter.Batch)!.Range.Length == 0) return SendReading.NotUnderstood("a batch that holds a send has to be written as one value");
        return SendReading.Of(new GraphBatch(request, elements, headers is not ("false" or "0")));
    }

    public override IReadOnlyList<int> Needs(int element) =>
        [.. Enumerable.Range(0, _elements.Count).Where(other => other != element && _elements[other].Name is { Length: > 0 } name && _elements[element].RefersTo(name))];

    public override ForwardedRequest? Forward(IReadOnlyList<BatchStep> steps)
    {
        var isChanged = _elements.Zip(steps).Any(pair => pair.Second != BatchStep.Forward || pair.First.Reading.Rewritten is not null);
        if (!isChanged) return _request.Text.Forwarded();
        var kept = _elements.Zip(steps).Where(pair => pair.Second != BatchStep.Refuse).Select(pair => pair.First.Write(pair.Second));
        var batch = $"[{string.Join(',', kept)}]";
        var value = _request.Parameters.Find(GraphParameter.Batch)!;
        return _request.Text.Instead(value.Range, value.Form == ValueForm.Json && value.Json.Span[0] == '[' ? batch : value.Write(batch));
    }

    public override byte[]? Answer(ReadOnlyMemory<byte> answer, IReadOnlyList<PlatformAnswer?> refusals)
    {
        var forwarded = answer.IsEmpty ? [] : JsonText.IsContainer(answer.Span) && JsonText.Opening(answer.Span) == '[' ? JsonText.Elements(answer) : null;
        if (forwarded is null || forwarded.Count != refusals.Count(refusal => refusal is null)) return null;

        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartArray();
        var next = 0;
        foreach (var refusal in refusals)
        {
            if (refusal is null) json.WriteRawValue(forwarded[next++].Span, skipInputValidation: true);
            else Write(json, refusal);
        }

        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter json, PlatformAnswer refusal)
    {
        json.WriteStartObject();
        json.WriteNumber("code", refusal.Status);
        if (_hasHeaders)
        {
            json.WriteStartArray("headers");
            foreach (var (name, value) in refusal.Headers.Prepend(new("Content-Type", refusal.ContentType)))
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("value", value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteString("body", Encoding.UTF8.GetString(refusal.Body.Span));
        json.WriteEndObject();
    }
}
