using System.Collections.Frozen;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms;

/// <summary>One messaging platform: what its windows belong to, which API carries it, and how it words an error.</summary>
public interface IPlatform
{
    /// <summary>The name a channel's <c>Platform</c> selects it by.</summary>
    string Name { get; }

    /// <summary>The API its webhooks and sends come through; platforms that share one name the same instance.</summary>
    IMessagingApi Api { get; }

    /// <summary>Whether a window belongs to one account (WhatsApp: a client who wrote to one number has none with another).</summary>
    bool WindowIsPerAccount { get; }

    /// <summary>The standard window, where a channel does not say another: 24 hours on the platforms that are built in.</summary>
    TimeSpan Window => TimeSpan.FromHours(24);

    /// <summary>
    /// How many sends it takes in a window after each message of the client's; null for any number, as on the platforms that are built in. They
    /// are counted under the id that a send names, each id of a contact by itself.
    /// </summary>
    int? MessagesPerWindow => null;

    /// <summary>
    /// How long after the last contact it takes those sends that <see cref="OutboundSend.IsPermittedInExtended"/> says; null where a channel
    /// may say so (<see cref="CanExtendWindow"/>), or nobody.
    /// </summary>
    TimeSpan? ExtendedWindow => null;

    /// <summary>Whether a contact can have several ids (WhatsApp: a number, a business-scoped user id, a parent one).</summary>
    bool HasSeveralIds { get; }

    /// <summary>What a contact's id looks like, in words for whoever gave another.</summary>
    string ContactForm { get; }

    /// <summary>Whether the platform lets a person answer after the standard window (Messenger and Instagram: seven days).</summary>
    bool CanExtendWindow { get; }

    /// <summary>What the platform itself lets through outside the window.</summary>
    FrozenSet<OutsideWindowKind> OutsideWindowKinds { get; }

    /// <summary>
    /// The one form in which a contact's id is kept and compared; null for what cannot be one. It becomes a part of a store's key: a form
    /// without blanks and control characters.
    /// </summary>
    /// <param name="id">An id as a person or another program writes it.</param>
    string? CanonicalContact(string id);

    /// <summary>What an account's id looks like, in words for whoever gave another.</summary>
    string AccountForm => "1 to 32 digits";

    /// <summary>The one form in which an account's id is kept and compared; null for what cannot be one.</summary>
    /// <param name="id">An id as a person or another program writes it.</param>
    string? CanonicalAccount(string id) => id is { Length: > 0 and <= 32 } && id.All(char.IsAsciiDigit) ? id : null;

    /// <summary>Words an answer of the gateway's the way the platform words its own.</summary>
    /// <param name="answer">What is to be said.</param>
    /// <param name="login">The channel's way of logging in, which decides Instagram's error shape.</param>
    /// <param name="traceId">The gateway's id of the request, for <c>fbtrace_id</c>.</param>
    PlatformAnswer Word(GatewayAnswer answer, Login login, string traceId);

    /// <summary>Whether the platform tells of some failures only after it has taken a send, so that a refusal can be told that way, too.</summary>
    bool CanRefuseLater => false;

    /// <summary>Whether it tells of them where its webhooks go; otherwise where a send or the channel says.</summary>
    bool FailuresFollowWebhooks => false;

    /// <summary>Whether its sends can say where they are told of.</summary>
    bool SendsNameFailureUrl => false;

    /// <summary>Where a send wants to be told of, as it is written; null where it does not say.</summary>
    /// <param name="send">The send.</param>
    string? ReadFailureUrl(OutboundSend send) => null;

    /// <summary>Words the answer to a send that the platform took, for one that is refused later.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <exception cref="NotSupportedException">The platform tells of no failure later.</exception>
    PlatformAnswer WordAccepted(LaterRefusal refusal) => throw new NotSupportedException($"{Name} tells of no failure later.");

    /// <summary>Words the webhook by which the platform says that a send it took has failed.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <exception cref="NotSupportedException">The platform tells of no failure later.</exception>
    PlatformWebhook WordFailure(LaterRefusal refusal) => throw new NotSupportedException($"{Name} tells of no failure later.");

    /// <summary>The headers by which the platform signs a webhook.</summary>
    /// <param name="url">Where it is posted.</param>
    /// <param name="body">The body.</param>
    /// <param name="secret">The channel's secret.</param>
    IReadOnlyList<KeyValuePair<string, string>> Sign(Uri url, ReadOnlySpan<byte> body, byte[] secret) => [];
}
