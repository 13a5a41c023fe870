using System.Net.Http.Headers;
using PolicyProxy.Platforms;
using PolicyProxy.Platforms.Profiles;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Reads how a platform's description words refusals, collecting everything wrong with it.</summary>
/// <param name="key">The key that it is under.</param>
/// <param name="errors">Takes one line an error.</param>
internal sealed class AnswersReader(string key, ICollection<string> errors)
{
    private static readonly string[] InAnswers = ["message", "agent", "title", "status", "trace"];
    private static readonly string[] Later = ["message", "agent", "title", "id", "date", ProfileFailures.OfSend];

    /// <summary>What is told in the answer; null when it cannot be used.</summary>
    public ProfileAnswers? ReadAnswers(ProfileAnswersOptions options)
    {
        var closed = ReadAnswer(nameof(options.Closed), options.Closed, InAnswers);
        var invalid = ReadAnswer(nameof(options.Invalid), options.Invalid, InAnswers);
        var throttled = ReadAnswer(nameof(options.Throttled), options.Throttled, InAnswers);
        var unavailable = ReadAnswer(nameof(options.Unavailable), options.Unavailable, InAnswers);
        var limit = options.MessageLimit is { } limited ? ReadAnswer(nameof(options.MessageLimit), limited, InAnswers) : closed;
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

        var taken = ReadAnswer(nameof(options.Accepted), accepted, Later);
        var told = ReadAnswer(nameof(options.Failed), new() { ContentType = failed.ContentType, Body = failed.Body }, Later);
        if (taken is null || told is null) return null;
        return new(taken, told)
        {
            Slots = ReadSlots(nameof(options.Accepted), taken, values).Concat(ReadSlots(nameof(options.Failed), told, values)).DistinctBy(slot => slot.Key).ToDictionary(),
            UrlSlot = url,
        };
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
        if (options.Status is < 200 or > 599) errors.Add($"{at}:Status: {options.Status} is not right; 200 to 599 belongs here.");
        foreach (var header in options.Headers.Where(header => HeaderText.Parse(header) is null))
            errors.Add($"{at}:Headers: \"{header}\" is not right; a header's name and its value in printable ASCII characters, such as \"X-Error: closed\", belong here.");
        if (HeaderText.Parse($"Content-Type: {options.ContentType}") is null || !MediaTypeHeaderValue.TryParse(options.ContentType, out _)) errors.Add($"{at}:ContentType: \"{options.ContentType}\" is not right; a content type such as application/json belongs here.");
        if (AnswerTemplate.Parse(options.Body, options.ContentType, placeholders, out var problem) is { } body)
            return body.With(options.Status, options.ContentType, [.. options.Headers.Select(HeaderText.Parse).OfType<KeyValuePair<string, string>>()]);
        errors.Add($"{at}:Body: {problem}");
        return null;
    }
}
