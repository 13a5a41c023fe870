using System.Collections.Frozen;
using System.Net.Http.Headers;
using PolicyProxy.Platforms;
using PolicyProxy.Platforms.Profiles;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Reads how a platform's description words refusals, collecting everything wrong with it.</summary>
/// <param name="key">The key that it is under.</param>
/// <param name="errors">Takes one line an error.</param>
internal sealed class AnswersReader(string key, ICollection<string> errors)
{
    private const int Taken = 200;

    private static readonly string[] InAnswers = ["message", "agent", "title", "status", "retryAfter", "trace"];
    private static readonly string[] Later = ["message", "agent", "title", "id", "date", ProfileFailures.OfSend];

    // What says where a body ends, what it is, and what becomes of the connection; and what every answer has of the gateway.
    private static readonly FrozenSet<string> OwnHeaders = new[]
    {
        "Cache-Control", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Keep-Alive", "Proxy-Authenticate", "Proxy-Connection", "Retry-After", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "X-Policy-Reason", "X-Policy-Verdict", "X-Policy-Window-Closes",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is told in the answer; null when it cannot be used.</summary>
    public ProfileAnswers? ReadAnswers(ProfileAnswersOptions options)
    {
        var closed = ReadAnswer(nameof(options.Closed), options.Closed, InAnswers);
        var invalid = ReadAnswer(nameof(options.Invalid), options.Invalid, InAnswers);
        var throttled = ReadAnswer(nameof(options.Throttled), options.Throttled, InAnswers);
        var unavailable = ReadAnswer(nameof(options.Unavailable), options.Unavailable, InAnswers);
        var limit = options.MessageLimit is { } limited ? ReadAnswer(nameof(options.MessageLimit), limited, InAnswers) : closed;
        CheckRefusals(options);
        return closed is null || invalid is null || throttled is null || unavailable is null || limit is null ? null : new(closed, invalid, throttled, unavailable, limit);
    }

    /// <summary>What is told later; null for nothing, and when it cannot be used.</summary>
    /// <param name="options">The answers.</param>
    /// <param name="values">Takes the values of a send that are told again.</param>
    /// <param name="proof">How the platform's webhooks prove that they are authentic.</param>
    public ProfileFailures? ReadFailures(ProfileAnswersOptions options, ValuePaths values, IWebhookProof? proof)
    {
        if (options is { Accepted: null, Failed: null }) return null;
        if (options.Accepted is not { } accepted || options.Failed is not { } failed)
        {
            errors.Add(options.Failed is null
                ? $"{key}:Failed: is missing, and Accepted is there; what tells afterwards that the message failed belongs here."
                : $"{key}:Accepted: is missing, and Failed is there; the answer to a send that the platform took belongs here.");
            return null;
        }

        if (proof is { CanSign: false }) errors.Add($"{key}:Failed: the gateway cannot sign as the platform does; leave Accepted and Failed out.");
        var reader = new ValueReader(values, errors);
        var url = failed.Url is null ? (int?)null : reader.ReadSlot($"{key}:Failed:Url", failed.Url);
        if (url is not null && proof is SharedToken)
            errors.Add($"{key}:Failed:Url: with the Verification Token the app secret itself would go where a send says; leave the key out.");

        if (accepted.Status is < 200 or > 299 or 204 or 205)
            errors.Add($"{key}:Accepted:Status: {accepted.Status} is not right; one that says that the send was taken, 200 to 299, belongs here, and not 204 or 205, which have no body.");
        var taken = ReadAnswer(nameof(options.Accepted), accepted, Later);
        var told = ReadAnswer(nameof(options.Failed), new() { ContentType = failed.ContentType, Body = failed.Body }, Later);
        if (taken is null || told is null) return null;
        return new(taken, told)
        {
            Slots = ReadSlots(nameof(options.Accepted), taken, values).Concat(ReadSlots(nameof(options.Failed), told, values)).DistinctBy(slot => slot.Key).ToDictionary(),
            UrlSlot = url,
        };
    }

    // A helpdesk takes 2xx for sent, and follows 3xx, unless it knows that this platform tells errors so.
    private void CheckRefusals(ProfileAnswersOptions options)
    {
        List<(string Name, AnswerOptions Answer)> refusals =
            [(nameof(options.Closed), options.Closed), (nameof(options.Invalid), options.Invalid), (nameof(options.Throttled), options.Throttled), (nameof(options.Unavailable), options.Unavailable)];
        if (options.MessageLimit is { } limited) refusals.Add((nameof(options.MessageLimit), limited));
        foreach (var (name, answer) in refusals.Where(refusal => refusal.Answer.Status is { } status && status is < 400 or > 599 && !(status == Taken && options.ErrorsWith200)))
        {
            errors.Add(answer.Status == Taken
                ? $"{key}:{name}:Status: 200 is what a helpdesk takes for sent; 400 to 599 belongs here, or {key}:{nameof(options.ErrorsWith200)} true where the platform tells errors with 200."
                : $"{key}:{name}:Status: {answer.Status} is not right; 400 to 599 belongs here, or 200 where the platform tells errors so.");
        }

        if (options.ErrorsWith200 && refusals.TrueForAll(refusal => refusal.Answer.Status != Taken))
            errors.Add($"{key}:{nameof(options.ErrorsWith200)}: is true, and no answer has the Status 200; give it to those that the platform tells so, or leave the key out.");
    }

    private void CheckHeader(string at, string written)
    {
        if (HeaderText.Parse(written) is not { } header)
            errors.Add($"{at}: \"{written}\" is not right; a header's name and its value in printable ASCII characters, such as \"X-Error: closed\", belong here.");
        else if (OwnHeaders.Contains(header.Key))
            errors.Add($"{at}: \"{written}\" is not right; {header.Key} is the gateway's to say{(header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) ? ", by ContentType" : "")}, leave it out.");
    }

    // A capture is named without its braces.
    private List<KeyValuePair<string, int>> ReadSlots(string name, AnswerTemplate template, ValuePaths values)
    {
        var slots = new List<KeyValuePair<string, int>>();
        foreach (var placeholder in template.Placeholders.Where(placeholder => placeholder.StartsWith(ProfileFailures.OfSend, StringComparison.Ordinal)))
        {
            var path = placeholder[ProfileFailures.OfSend.Length..];
            if ((values.Add($"{{{path}}}") ?? values.Add(path)) is { } slot) slots.Add(new(placeholder, slot));
            else errors.Add($"{key}:{name}:Body: {{{placeholder}}} is not right; behind the dot belongs the path of a value of the send, or the name of a capture.");
        }

        return slots;
    }

    private AnswerTemplate? ReadAnswer(string name, AnswerOptions options, string[] placeholders)
    {
        var at = $"{key}:{name}";
        foreach (var header in options.Headers) CheckHeader($"{at}:Headers", header);
        if (HeaderText.Parse($"Content-Type: {options.ContentType}") is null || !MediaTypeHeaderValue.TryParse(options.ContentType, out var type))
            errors.Add($"{at}:ContentType: \"{options.ContentType}\" is not right; a content type such as application/json belongs here.");
        else if (type.CharSet?.Trim('"') is { } charset && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            errors.Add($"{at}:ContentType: \"{options.ContentType}\" is not right; the body is written in UTF-8, which the charset has to say, or leave it out.");
        if (AnswerTemplate.Parse(options.Body, options.ContentType, placeholders, out var problem) is { } body)
            return body.With(options.Status, options.ContentType, [.. options.Headers.Select(HeaderText.Parse).OfType<KeyValuePair<string, string>>()]);
        errors.Add($"{at}:Body: {problem}");
        return null;
    }
}
