using System.Collections.Frozen;
using System.Text.Json;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;

namespace PolicyProxy.ExtendedHost;

/// <summary>A platform with handles such as <c>@ada</c> for contacts, and with RFC 9457 problems for errors.</summary>
internal sealed class CourierPlatform : IPlatform
{
    public const string PlatformName = "Courier";

    private const string ContentType = "application/problem+json";

    public string Name => PlatformName;

    public IMessagingApi Api { get; } = new CourierApi();

    public bool WindowIsPerAccount => false;

    public bool HasSeveralIds => false;

    public string ContactForm => "a handle such as @ada";

    public bool CanExtendWindow => false;

    public FrozenSet<OutsideWindowKind> OutsideWindowKinds => FrozenSet<OutsideWindowKind>.Empty;

    public string? CanonicalContact(string id) => Handle(id);

    /// <summary>A handle in lower case; null for what is none.</summary>
    public static string? Handle(string? id) =>
        id is ['@', _, ..] && id.Length <= 32 && id.Skip(1).All(char.IsAsciiLetterOrDigit) ? id.ToLowerInvariant() : null;

    public PlatformAnswer Word(GatewayAnswer answer, Login login, string traceId)
    {
        var (status, type) = answer.Kind switch
        {
            AnswerKind.NotDelivered => (422, "reply-window-closed"),
            AnswerKind.NotUnderstood => (400, "not-understood"),
            AnswerKind.TooLarge => (413, "too-large"),
            AnswerKind.Throttled => (429, "throttled"),
            _ => (503, "try-again"),
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(new { type, status, title = answer.ForAgent ?? "Not sent", detail = answer.Cause, instance = traceId });
        return new(status, ContentType, status is 429 or 503 ? [new("Retry-After", "5")] : [], body);
    }
}
