using System.Collections.Frozen;
using PolicyProxy.Platforms.Meta;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Messenger;

/// <summary>Facebook Messenger.</summary>
internal sealed class MessengerPlatform : IPlatform
{
    /// <summary>The platform's name.</summary>
    public const string PlatformName = "Messenger";

    public string Name => PlatformName;

    public IMessagingApi Api => GraphApi.Instance;

    public bool WindowIsPerAccount => false;

    public bool HasSeveralIds => false;

    public string ContactForm => "a PSID of 1 to 32 digits";

    public bool CanExtendWindow => true;

    public FrozenSet<OutsideWindowKind> OutsideWindowKinds { get; } =
        new[] { OutsideWindowKind.Utility, OutsideWindowKind.OptInToken, OutsideWindowKind.PrivateReply }.ToFrozenSet();

    public string? CanonicalContact(string id) => DigitsId.IsValid(id) ? id : null;

    public PlatformAnswer Word(GatewayAnswer answer, Login login, string traceId) =>
        (answer.Kind == AnswerKind.NotDelivered ? OutsideWindow(answer, 2018278) : GraphError.Common(answer)).ToAnswer(traceId);

    /// <summary>The error of Messenger and Instagram for a send outside the window.</summary>
    /// <remarks>Captured: https://github.com/microsoft/botframework-sdk/issues/2050, https://github.com/botpress/botpress/issues/4890</remarks>
    internal static GraphError OutsideWindow(GatewayAnswer answer, int subcode) => new()
    {
        Status = 400,
        Code = 10,
        Subcode = subcode,
        Message = $"(#10) This message is sent outside of allowed window. Message not delivered: {answer.Cause}.",
        ForAgent = answer.ForAgent,
    };
}
