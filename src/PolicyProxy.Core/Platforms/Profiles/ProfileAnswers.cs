using System.Globalization;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>How a profile words what the gateway answers by itself.</summary>
/// <param name="Closed">The window is closed.</param>
/// <param name="Invalid">The request cannot be read exactly one way, or is too large.</param>
/// <param name="Throttled">The route's rate limit is reached.</param>
/// <param name="Unavailable">Something failed that may work later.</param>
/// <param name="MessageLimit">The platform takes no more messages in the window.</param>
internal sealed record ProfileAnswers(AnswerTemplate Closed, AnswerTemplate Invalid, AnswerTemplate Throttled, AnswerTemplate Unavailable, AnswerTemplate MessageLimit)
{
    internal PlatformAnswer Word(GatewayAnswer answer, string traceId)
    {
        var (template, status, seconds) = answer.Kind switch
        {
            AnswerKind.NotDelivered => (answer.IsMessageLimit ? MessageLimit : Closed, 400, 0),
            AnswerKind.TooLarge => (Invalid, 413, 0),
            AnswerKind.NotUnderstood => (Invalid, 400, 0),
            AnswerKind.Throttled => (Throttled, 429, answer.RetryAfterSeconds),
            AnswerKind.PlatformUnreachable or AnswerKind.PlatformBrokeOff => (Unavailable, 502, 0),
            AnswerKind.PlatformTimeout => (Unavailable, 504, 0),
            _ => (Unavailable, 503, 5),
        };
        var headers = new List<KeyValuePair<string, string>>(template.Headers) { new("Cache-Control", "no-store") };
        if (seconds > 0) headers.Add(new("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)));
        var written = template.Status ?? status;
        return new(written, template.ContentType, headers, template.Fill(name => name switch
        {
            "status" => written.ToString(CultureInfo.InvariantCulture),
            "trace" => traceId,
            _ => AnswerTemplate.Said(name, answer),
        }));
    }
}
