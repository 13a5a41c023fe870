using System.Buffers;
using System.Text;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>One request to the Graph API, read whole: its parameters, wherever they stand and however they are written.</summary>
internal sealed class GraphRequest
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly BodyLabel _label;
    private readonly BodyForm _form;

    private GraphRequest(in ApiRequest request, ReadOnlyMemory<byte> body)
    {
        Text = new(request.Query, body);
        Parameters = new(Text);
        if (BodyLabel.Read(request.ContentType, out _label) is { } problem) Parameters.Fail(problem);

        var names = new ParameterNames(Parameters);
        FormText.Read(request.Query, isQuery: true, names);
        _form = ReadBody(names);
        names.Complete();
    }

    private enum BodyForm
    {
        None,
        Json,
        Form,
        Multipart,
    }

    /// <summary>The parameters.</summary>
    public GraphParameters Parameters { get; }

    /// <summary>Whether nothing in it can be read: no JSON, and no parameter that is known.</summary>
    public bool IsBlank => Parameters.IsEmpty && _form != BodyForm.Json;

    /// <summary>Query and body.</summary>
    public RequestText Text { get; }

    /// <summary>Reads a request.</summary>
    /// <returns>Null when its body's Content-Encoding cannot be undone.</returns>
    public static GraphRequest? Read(in ApiRequest request, ReadOnlySequence<byte> body)
    {
        ReadOnlyMemory<byte> bytes = body.IsSingleSegment ? body.First : body.ToArray();
        return ContentCoding.TryDecode(request.ContentEncoding, bytes, out var decoded) ? new(request, decoded) : null;
    }

    /// <summary>The request with the human agent tag on it, and nothing else changed.</summary>
    public ForwardedRequest WithHumanAgentTag() =>
        Text.Forwarded([Put(GraphParameter.MessagingType, "MESSAGE_TAG"), Put(GraphParameter.Tag, Policy.OutboundSend.HumanAgentTag)])!;

    // Where the parameter is, it is said anew; where it is not, it goes where the message is.
    private (TextRange Range, string Text) Put(GraphParameter parameter, string word)
    {
        if (Parameters.Find(parameter) is { } value) return (value.Range, value.Write(word));
        var name = parameter.Wire();
        var start = Text.Body.Span.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        return Parameters.Find(GraphParameter.Message)!.Range.IsInQuery
            ? (new(true, Text.Query.Length, 0), $"&{name}={word}")
            : _form switch
            {
                BodyForm.Json => (new(false, start + Text.Body.Span[start..].IndexOf((byte)'{') + 1, 0), $"\"{name}\":\"{word}\","),
                BodyForm.Form => (new(false, Text.Body.Length, 0), $"&{name}={word}"),
                _ => (new(false, 0, 0), $"--{_label.Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{word}\r\n"),
            };
    }

    // The label is not trusted: the body decides. A well-known helpdesk sends JSON labelled as a form.
    private BodyForm ReadBody(ParameterNames names)
    {
        var body = Text.Body;
        if (body.IsEmpty) return BodyForm.None;
        var start = body.Span.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        if (JsonText.Opening(body.Span[start..]) is (byte)'{' or (byte)'[')
        {
            JsonBody.Read(body, start, Parameters);
            if (!_label.IsJson && IsSendAsForm(body.Span)) Parameters.Fail("the body can be read as JSON and as a form");
            return BodyForm.Json;
        }

        if (_label.Boundary is not null)
        {
            MultipartBody.Read(body, _label.Boundary, names);
            return BodyForm.Multipart;
        }

        // No form holds a NUL as it is; UTF-16 does, which a server that guesses would read.
        if (body.Span.Contains((byte)0)) Parameters.Fail("the body is neither JSON nor a form");
        FormText.Read(Encoding.Latin1.GetString(body.Span), isQuery: false, names);
        return BodyForm.Form;
    }

    private static bool IsSendAsForm(ReadOnlySpan<byte> body)
    {
        if (!body.Contains((byte)'=')) return false;
        var text = Encoding.Latin1.GetString(body);
        return (FormText.Holds(text, GraphParameter.Recipient.Wire(), CouldBeJson) && FormText.Holds(text, GraphParameter.Message.Wire(), CouldBeJson))
            || (FormText.Holds(text, GraphParameter.MessagingProduct.Wire(), _ => true) && FormText.Holds(text, GraphParameter.To.Wire(), _ => true))
            || FormText.Holds(text, GraphParameter.Batch.Wire(), CouldBeJson);
    }

    private static bool CouldBeJson(string value) => value.AsSpan().TrimStart() is ['{' or '[' or '"' or '\'', ..];
}
