using System.Collections.Frozen;
using PolicyProxy.Platforms.Messenger;
using PolicyProxy.Platforms.Meta;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Instagram;

/// <summary>Instagram Direct, through a Facebook Page or by Instagram's own login.</summary>
internal sealed class InstagramPlatform : IPlatform
{
    /// <summary>The platform's name.</summary>
    public const string PlatformName = "Instagram";

    public string Name => PlatformName;

    public IMessagingApi Api => GraphApi.Instance;

    public bool WindowIsPerAccount => false;

    public bool HasSeveralIds => false;

    public string ContactForm => "an IGSID of 1 to 32 digits";

    public bool CanExtendWindow => true;

    public FrozenSet<OutsideWindowKind> OutsideWindowKinds { get; } = new[] { OutsideWindowKind.PrivateReply }.ToFrozenSet();

    public string? CanonicalContact(string id) => DigitsId.IsValid(id) ? id : null;

    public PlatformAnswer Word(GatewayAnswer answer, Login login, string traceId)
    {
        var isClosed = answer.Kind == AnswerKind.NotDelivered;
        var error = isClosed ? MessengerPlatform.OutsideWindow(answer, 2534022) : GraphError.Common(answer);

        // graph.instagram.com answers 403 here: https://github.com/ComposioHQ/composio/issues/3604
        if (login == Login.Instagram) error = error with { Type = GraphError.InstagramException, Status = isClosed ? 403 : error.Status };
        return error.ToAnswer(traceId);
    }
}
