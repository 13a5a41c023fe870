using System.Globalization;
using System.Text;
using System.Text.Json;
using PolicyProxy.Platforms.Meta.Requests;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>A JSON body with placeholders such as <c>{message}</c> in its texts; read once, written at every refusal.</summary>
internal sealed class AnswerTemplate
{
    private static readonly string[] Known = ["message", "agent", "title", "status", "trace"];

    // What stands between the placeholders, and their names, by turns.
    private readonly IReadOnlyList<string> _pieces;

    private AnswerTemplate(IReadOnlyList<string> pieces) => _pieces = pieces;

    /// <summary>The status; null for one that says what happened: 400, 413, 429, 502, 503 or 504.</summary>
    public int? Status { get; private init; }

    /// <summary>The content type.</summary>
    public string ContentType { get; private init; } = "application/json";

    /// <summary>What else stands in the head.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; private init; } = [];

    /// <summary>The same body under a head.</summary>
    public AnswerTemplate With(int? status, string contentType, IReadOnlyList<KeyValuePair<string, string>> headers) =>
        new(_pieces) { Status = status, ContentType = contentType, Headers = headers };

    /// <summary>Reads a body, which may be written with single quotes.</summary>
    /// <param name="body">The body.</param>
    /// <param name="problem">What is wrong with it; null when nothing is.</param>
    public static AnswerTemplate? Parse(string? body, out string? problem)
    {
        problem = "is missing; the JSON that the platform answers belongs here.";
        if (string.IsNullOrWhiteSpace(body)) return null;
        problem = "is not JSON; an object such as {'code':400,'message':'{message}'} belongs here.";
        var isStrict = JsonText.IsObject(Encoding.UTF8.GetBytes(body));
        if ((isStrict ? body : RelaxedJson.ToStrict(body)) is not { } json || !JsonText.IsObject(Encoding.UTF8.GetBytes(json))) return null;
        return Split(json, out problem) is { } pieces ? new(pieces) : null;
    }

    internal ReadOnlyMemory<byte> Write(GatewayAnswer answer, int status, string traceId)
    {
        var message = answer.Kind == AnswerKind.NotDelivered ? $"Message not delivered: {answer.Cause}." : $"{char.ToUpperInvariant(answer.Cause[0])}{answer.Cause[1..]}.";
        var json = new StringBuilder(512);
        for (var i = 0; i < _pieces.Count; i++)
        {
            if (i % 2 == 0) json.Append(_pieces[i]);
            else json.Append(JsonEncodedText.Encode(Value(_pieces[i])).Value);
        }

        return Encoding.UTF8.GetBytes(json.ToString());

        string Value(string placeholder) => placeholder switch
        {
            "message" => message,
            "agent" => answer.ForAgent ?? message,
            "title" => answer.TitleForAgent ?? (answer.Kind == AnswerKind.NotDelivered ? "Message not delivered" : "Request refused"),
            "status" => status.ToString(CultureInfo.InvariantCulture),
            _ => traceId,
        };
    }

    // In strict JSON a letter follows a brace in texts only.
    private static List<string>? Split(string json, out string? problem)
    {
        problem = null;
        var pieces = new List<string>();
        var start = 0;
        for (var open = json.IndexOf('{', StringComparison.Ordinal); open >= 0; open = json.IndexOf('{', open + 1))
        {
            if (open + 1 >= json.Length || !char.IsAsciiLetter(json[open + 1])) continue;
            var close = json.IndexOf('}', open);
            var name = close < 0 ? json[(open + 1)..] : json[(open + 1)..close];
            if (!Known.Contains(name))
            {
                problem = $"{{{name}}} is not known here; there are {string.Join(", ", Known.Select(known => $"{{{known}}}"))}.";
                return null;
            }

            pieces.AddRange([json[start..open], name]);
            start = close + 1;
        }

        pieces.Add(json[start..]);
        return pieces;
    }
}
