using System.Text;
using System.Text.Json;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>A body with placeholders such as <c>{message}</c>, in the texts of JSON or in a form; read once, written at every refusal.</summary>
internal sealed class AnswerTemplate
{
    private const string Form = "application/x-www-form-urlencoded";

    // Numbers, where they are all that a text of JSON has in it.
    private static readonly string[] Numbers = ["status", "retryAfter"];

    // What stands between the placeholders, and their names, by turns.
    private readonly IReadOnlyList<string> _pieces;
    private readonly bool _isForm;

    private AnswerTemplate(IReadOnlyList<string> pieces, bool isForm) => (_pieces, _isForm) = (pieces, isForm);

    /// <summary>The status; null for one that says what happened: 400, 413, 429, 502, 503 or 504.</summary>
    public int? Status { get; private init; }

    /// <summary>The content type.</summary>
    public string ContentType { get; private init; } = "application/json";

    /// <summary>What else stands in the head.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; private init; } = [];

    /// <summary>The names of the placeholders.</summary>
    public IEnumerable<string> Placeholders => _pieces.Where((_, i) => i % 2 == 1);

    /// <summary>The same body under a head.</summary>
    public AnswerTemplate With(int? status, string contentType, IReadOnlyList<KeyValuePair<string, string>> headers) =>
        new(_pieces, _isForm) { Status = status, ContentType = contentType, Headers = headers };

    /// <summary>Reads a body, JSON that may be written with single quotes, or a form.</summary>
    /// <param name="body">The body.</param>
    /// <param name="contentType">What it is sent as; a form when it says so.</param>
    /// <param name="known">The placeholders there are; what ends in a dot begins the names of several.</param>
    /// <param name="problem">What is wrong with it; null when nothing is.</param>
    public static AnswerTemplate? Parse(string? body, string contentType, IReadOnlyList<string> known, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        var isForm = contentType.StartsWith(Form, StringComparison.OrdinalIgnoreCase);
        problem = $"is missing; the {(isForm ? "form" : "JSON")} that the platform {(isForm ? "posts" : "answers")} belongs here.";
        if (string.IsNullOrWhiteSpace(body)) return null;
        problem = isForm
            ? "is not a form; names and values such as code=400&message={message} belong here."
            : "is not JSON; an object such as {'code':400,'message':'{message}'} belongs here.";
        if ((isForm ? body : Strict(body)) is not { } text || Split(text, known, ref problem) is not { } pieces) return null;
        if (isForm && !IsForm(pieces)) return null;
        problem = null;
        return new(pieces, isForm);
    }

    /// <summary>What stands for a placeholder that every refusal has; null for another.</summary>
    internal static string? Said(string placeholder, GatewayAnswer answer)
    {
        var isClosed = answer.Kind == AnswerKind.NotDelivered;
        var message = isClosed ? $"Message not delivered: {answer.Cause}." : $"{char.ToUpperInvariant(answer.Cause[0])}{answer.Cause[1..]}.";
        return placeholder switch
        {
            "message" => message,
            "agent" => answer.ForAgent ?? message,
            "title" => answer.TitleForAgent ?? (isClosed ? "Message not delivered" : "Request refused"),
            _ => null,
        };
    }

    /// <summary>The body with its placeholders filled in. In JSON a text that is nothing but one without a value is null, and with a number a number.</summary>
    internal ReadOnlyMemory<byte> Fill(Func<string, string?> value)
    {
        var body = new StringBuilder(512).Append(_pieces[0]);
        for (var i = 1; i < _pieces.Count; i += 2)
        {
            var (filled, next) = (value(_pieces[i]), _pieces[i + 1]);
            if (!_isForm && (filled is null || Numbers.Contains(_pieces[i])) && IsWholeText(body, next))
            {
                body.Length--;
                body.Append(filled ?? "null").Append(next, 1, next.Length - 1);
                continue;
            }

            body.Append(_isForm ? Uri.EscapeDataString(filled ?? "") : JsonEncodedText.Encode(filled ?? "").Value).Append(next);
        }

        return Encoding.UTF8.GetBytes(body.ToString());
    }

    // The name of a member is none, and a quote behind a backslash begins none.
    private static bool IsWholeText(StringBuilder before, string next) =>
        before[^1] == '"' && before[^2] != '\\' && next[0] == '"' && next.AsSpan(1).TrimStart() is not [':', ..];

    private static string? Strict(string body)
    {
        var json = JsonText.IsObject(Encoding.UTF8.GetBytes(body)) ? body : RelaxedJson.ToStrict(body);
        return json is not null && JsonText.IsObject(Encoding.UTF8.GetBytes(json)) ? json : null;
    }

    private static bool IsForm(List<string> pieces)
    {
        var example = string.Join('_', pieces.Where((_, i) => i % 2 == 0));
        return example.All(c => c is > ' ' and <= '~' and not ('{' or '}'))
            && !FormText.HasBrokenEscape(example)
            && FormText.Pairs(example).All(pair => pair.Name.End.Value > pair.Name.Start.Value && pair.Value.Start.Value > pair.Name.End.Value);
    }

    // In strict JSON a letter follows a brace, or blanks behind one, in texts only.
    private static List<string>? Split(string text, IReadOnlyList<string> known, ref string? problem)
    {
        var pieces = new List<string>();
        var start = 0;
        for (var open = text.IndexOf('{', StringComparison.Ordinal); open >= 0; open = text.IndexOf('{', open + 1))
        {
            if (text.AsSpan(open + 1).TrimStart() is not [var first, ..] || !char.IsAsciiLetter(first)) continue;
            var close = text.IndexOf('}', open);
            var name = close < 0 ? text[(open + 1)..] : text[(open + 1)..close];
            if (close < 0 || !known.Any(one => one.EndsWith('.') ? name.StartsWith(one, StringComparison.Ordinal) : name == one))
            {
                problem = $"{{{name}}} is not known here; there are {string.Join(", ", known.Select(one => $"{{{one}{(one.EndsWith('.') ? "VALUE" : "")}}}"))}.";
                return null;
            }

            pieces.AddRange([text[start..open], name]);
            start = close + 1;
        }

        pieces.Add(text[start..]);
        return pieces;
    }
}
