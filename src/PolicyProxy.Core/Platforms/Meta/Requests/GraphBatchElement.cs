using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>One element of a batch: a request written as an object with <c>method</c>, <c>relative_url</c> and <c>body</c>.</summary>
internal sealed class GraphBatchElement
{
    private static readonly string[] Members = ["method", "relative_url", "body", "name", "depends_on"];

    private readonly ReadOnlyMemory<byte> _json;
    private readonly ReadOnlyMemory<byte>[] _members = new ReadOnlyMemory<byte>[Members.Length];
    private string _path = "";

    private GraphBatchElement(ReadOnlyMemory<byte> json) => _json = json;

    /// <summary>What was read from it.</summary>
    public SendReading Reading { get; private set; } = SendReading.NotASend;

    /// <summary>Whether it is a batch itself.</summary>
    public bool IsNested { get; private set; }

    /// <summary>The name that others refer to it by; null without one.</summary>
    public string? Name => JsonText.Scalar(_members[3]);

    /// <summary>Reads an element.</summary>
    public static GraphBatchElement Read(GraphApi api, string? fixedAccount, ReadOnlyMemory<byte> json)
    {
        var element = new GraphBatchElement(json);
        element.Reading = element.Read(api, fixedAccount);
        return element;
    }

    /// <summary>Whether it cannot do without the element of a name.</summary>
    public bool RefersTo(string name)
    {
        var text = Encoding.UTF8.GetString(_json.Span);
        return text.Contains($"result={name}:", StringComparison.Ordinal)
            || Uri.UnescapeDataString(text).Contains($"result={name}:", StringComparison.Ordinal)
            || JsonText.Elements(_members[4]).Any(other => JsonText.Scalar(other)?.Split(',', StringSplitOptions.TrimEntries).Contains(name) == true);
    }

    /// <summary>The element as it is forwarded.</summary>
    public string Write(BatchStep step)
    {
        var forwarded = step == BatchStep.ForwardTagged ? Reading.WithHumanAgentTag!() : Reading.Rewritten;
        if (forwarded is null) return Encoding.UTF8.GetString(_json.Span);

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            using var element = JsonDocument.Parse(_json);
            json.WriteStartObject();
            foreach (var member in element.RootElement.EnumerateObject())
            {
                json.WritePropertyName(member.Name);
                if (member.NameEquals("relative_url") && forwarded.Query is { } query) json.WriteStringValue($"{_path}?{query}");
                else if (member.NameEquals("body") && forwarded.Body is { } body) json.WriteStringValue(body.Span);
                else json.WriteRawValue(member.Value.GetRawText());
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private SendReading Read(GraphApi api, string? fixedAccount)
    {
        if (!JsonText.IsObject(_json.Span) || !ObjectMembers.TryRead(_json, Members, _members))
            return SendReading.NotUnderstood("an element of the batch is no object that can be read exactly one way");
        if (JsonText.String(_members[1].Span) is not { } url) return SendReading.NotUnderstood("an element of the batch has no relative_url");
        var body = JsonText.String(_members[2].Span);
        if (body is null && !_members[2].IsEmpty) return SendReading.NotUnderstood("the body of an element of the batch has to be a text");
        if (!_members[0].IsEmpty && JsonText.String(_members[0].Span) is null) return SendReading.NotUnderstood("the method of an element of the batch has to be a text");

        var question = url.IndexOf('?', StringComparison.Ordinal);
        _path = question < 0 ? url : url[..question];
        if (_path.Contains("://", StringComparison.Ordinal) || _path.Contains('#', StringComparison.Ordinal))
            return SendReading.NotUnderstood("the relative_url of an element of the batch is not relative");

        var request = new ApiRequest
        {
            // What an element without a method is, nobody says: it is judged as what it would be at worst.
            Method = _members[0].IsEmpty ? "POST" : JsonText.String(_members[0].Span)!.Trim().ToUpperInvariant(),
            Path = _path.StartsWith('/') ? _path : $"/{_path}",
            Query = question < 0 ? "" : url[(question + 1)..],
            FixedAccount = fixedAccount,
            HasBody = body is { Length: > 0 },
        };
        var target = api.ReadTarget(request);
        if (target.Problem is { } problem) return SendReading.NotUnderstood(problem);
        if (!target.MayHoldSend) return SendReading.NotASend;

        var bytes = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body ?? ""));
        IsNested = target.Edge == GraphPath.Batch && GraphRequest.Read(request, bytes)!.Parameters.Has(GraphParameter.Batch);
        return IsNested ? SendReading.NotASend : api.ReadSends(target, request, bytes);
    }
}
