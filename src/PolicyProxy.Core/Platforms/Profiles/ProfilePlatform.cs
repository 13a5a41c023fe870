using System.Collections.Frozen;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>A platform that is described in JSON.</summary>
internal sealed class ProfilePlatform : IPlatform
{
    private readonly IReadOnlyList<IdForm> _contacts;
    private readonly IReadOnlyList<IdForm> _accounts;
    private readonly ProfileAnswers _answers;

    /// <summary>Puts together what a profile says.</summary>
    /// <param name="name">The platform's name, as agents know it.</param>
    /// <param name="contacts">How contacts' ids are written; the first form that fits counts.</param>
    /// <param name="accounts">How accounts' ids are written.</param>
    /// <param name="send">How sends are read.</param>
    /// <param name="webhook">How webhooks are read.</param>
    /// <param name="proof">How they prove that they are authentic; null when they cannot.</param>
    /// <param name="answers">How refusals are worded.</param>
    public ProfilePlatform(
        string name, IReadOnlyList<IdForm> contacts, IReadOnlyList<IdForm> accounts, SendProfile send, WebhookProfile webhook, IWebhookProof? proof, ProfileAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(send);
        ArgumentNullException.ThrowIfNull(webhook);
        (Name, _contacts, _accounts, _answers) = (name, contacts, accounts, answers);
        Api = new ProfileApi(name, send, webhook, contacts, accounts, proof);
        HasSeveralIds = webhook.Contact.Count > 1;
        ContactForm = string.Join(", or ", contacts.Select(form => form.InWords));
        AccountMissing = send.Account.Count == 0
            ? "a send names no account, the route fixes none, and the channel has not exactly one in Accounts"
            : $"there is no account at {string.Join(" or ", send.Account.Select(source => send.Values.Path(source.Slot)).Distinct())}, the route fixes none, and the channel has not exactly one in Accounts";
        OutsideWindowKinds = send.Outside.Select(rule => rule.Kind).ToFrozenSet();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IMessagingApi Api { get; }

    /// <inheritdoc/>
    public bool WindowIsPerAccount { get; init; }

    /// <inheritdoc/>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    public TimeSpan? ExtendedWindow { get; init; }

    /// <inheritdoc/>
    public int? MessagesPerWindow { get; init; }

    /// <inheritdoc/>
    public bool HasSeveralIds { get; }

    /// <inheritdoc/>
    public string ContactForm { get; }

    /// <inheritdoc/>
    public string AccountForm => string.Join(", or ", _accounts.Select(form => form.InWords));

    /// <inheritdoc/>
    public string AccountMissing { get; }

    /// <inheritdoc/>
    public bool CanExtendWindow => false;

    /// <inheritdoc/>
    public FrozenSet<OutsideWindowKind> OutsideWindowKinds { get; }

    /// <inheritdoc/>
    public string? CanonicalContact(string id) => IdForm.CanonicalAny(_contacts, id);

    /// <inheritdoc/>
    public string? CanonicalAccount(string id) => IdForm.ReadAny(_accounts, id) ?? (IsKept(id) ? id : null);

    /// <inheritdoc/>
    public PlatformAnswer Word(GatewayAnswer answer, Login login, string traceId) => _answers.Word(Named(answer), traceId);

    /// <summary>How it words what is refused later; null when it refuses in the answer only.</summary>
    public ProfileFailures? Failures { get; init; }

    /// <inheritdoc/>
    public bool CanRefuseLater => Failures is not null;

    /// <inheritdoc/>
    public bool SendsNameFailureUrl => Failures is { UrlSlot: not null };

    /// <inheritdoc/>
    public string? ReadFailureUrl(OutboundSend send) => Failures?.ReadUrl(send);

    /// <inheritdoc/>
    public PlatformAnswer WordAccepted(LaterRefusal refusal) => Wording.Accept(Named(refusal));

    /// <inheritdoc/>
    public PlatformWebhook WordFailure(LaterRefusal refusal) => Wording.Fail(Named(refusal));

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(Uri url, ReadOnlySpan<byte> body, byte[] secret) => Api.Proof?.Sign(url, body, secret) ?? [];

    private ProfileFailures Wording => Failures ?? throw new NotSupportedException($"{Name} tells of no failure later.");

    private LaterRefusal Named(LaterRefusal refusal) => refusal with { Refusal = Named(refusal.Refusal) };

    // A cause does not know the platform's name.
    private GatewayAnswer Named(GatewayAnswer answer) => answer with { Cause = answer.Cause.Replace("the platform", Name, StringComparison.Ordinal) };

    // What is kept of an account has no prefix.
    private bool IsKept(string id) => _accounts.Any(form => IdForm.Read(form.Kind, id) == id);
}
