using System.Collections.Frozen;
using PolicyProxy.Platforms.Meta;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.WhatsApp;

/// <summary>WhatsApp Business, through the Cloud API or a provider that speaks it.</summary>
internal sealed class WhatsAppPlatform : IPlatform
{
    /// <summary>The platform's name.</summary>
    public const string PlatformName = "WhatsApp";

    public string Name => PlatformName;

    public IMessagingApi Api => GraphApi.Instance;

    public bool WindowIsPerAccount => true;

    public bool HasSeveralIds => true;

    public bool CanExtendWindow => false;

    public FrozenSet<OutsideWindowKind> OutsideWindowKinds { get; } = new[] { OutsideWindowKind.Template }.ToFrozenSet();

    public PlatformAnswer Word(GatewayAnswer answer, Login login, string traceId)
    {
        var error = answer.Kind == AnswerKind.NotDelivered ? Closed(answer) : GraphError.Common(answer);
        return (error with { WhatsAppDetails = Details(answer) }).ToAnswer(traceId);
    }

    private static string Details(GatewayAnswer answer) =>
        answer.Kind == AnswerKind.NotDelivered ? $"Message not delivered: {answer.Cause}." : $"{char.ToUpperInvariant(answer.Cause[0])}{answer.Cause[1..]}.";

    // https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes (131047)
    private static GraphError Closed(GatewayAnswer answer) => new()
    {
        Status = 400,
        Code = 131047,
        Message = $"(#131047) Re-engagement message. Message not delivered: {answer.Cause}.",
        ForAgent = answer.ForAgent,
        TitleForAgent = answer.TitleForAgent,
    };
}
