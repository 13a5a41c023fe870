using System.Collections.Frozen;
using PolicyProxy.Platforms.Meta;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.WhatsApp;

/// <summary>WhatsApp Business, through the Cloud API or a provider that speaks it.</summary>
internal sealed class WhatsAppPlatform : IPlatform
{
    /// <summary>The platform's name.</summary>
    public const string PlatformName = "WhatsApp";

    // The base64 of "capi_group:" and one character more.
    private const int ShortestGroupId = 16;

    public string Name => PlatformName;

    public IMessagingApi Api => GraphApi.Instance;

    public bool WindowIsPerAccount => true;

    public bool HasSeveralIds => true;

    public string ContactForm => "an international phone number, a business-scoped user id or a group's id";

    public bool CanExtendWindow => false;

    public FrozenSet<OutsideWindowKind> OutsideWindowKinds { get; } = new[] { OutsideWindowKind.Template }.ToFrozenSet();

    public string? CanonicalContact(string id) => PhoneNumber.Canonical(id) ?? BusinessScopedUserId.Canonical(id) ?? Group(id);

    public PlatformAnswer Word(GatewayAnswer answer, Login login, string traceId)
    {
        var error = answer.Kind switch
        {
            AnswerKind.NotDelivered => Closed(answer),
            AnswerKind.Throttled => GraphError.Throttled(130429, "Rate limit hit", answer) with { Subcode = 2494055 },
            _ => GraphError.Common(answer),
        };
        return (error with { WhatsAppDetails = Details(answer) }).ToAnswer(traceId);
    }

    public bool CanRefuseLater => true;

    public PlatformAnswer WordAccepted(LaterRefusal refusal) => WhatsAppFailures.Accepted(refusal);

    public PlatformWebhook WordFailure(LaterRefusal refusal) => WhatsAppFailures.Failed(refusal);

    public IReadOnlyList<KeyValuePair<string, string>> Sign(Uri url, ReadOnlySpan<byte> body, byte[] secret) => HubSignature.WriteBoth(body, secret);

    // Where nothing says that a group is meant, a text too short for one is a number with a mistake in it.
    private static string? Group(string id) => id.Length >= ShortestGroupId ? GroupId.Canonical(id) : null;

    private static string Details(GatewayAnswer answer) =>
        answer.Kind == AnswerKind.NotDelivered ? $"Message not delivered: {answer.Cause}." : $"{char.ToUpperInvariant(answer.Cause[0])}{answer.Cause[1..]}.";

    // https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes (131047)
    private static GraphError Closed(GatewayAnswer answer) => new()
    {
        Status = 400,
        Code = WhatsAppFailures.ReEngagement,
        Message = $"(#131047) Re-engagement message. Message not delivered: {answer.Cause}.",
        ForAgent = answer.ForAgent,
        TitleForAgent = answer.TitleForAgent,
    };
}
