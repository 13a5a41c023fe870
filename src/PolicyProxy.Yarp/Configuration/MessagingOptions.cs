using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>The <c>Messaging</c> section as JSON says it.</summary>
internal sealed class MessagingOptions
{
    /// <summary>Where last contacts are kept.</summary>
    public StoreOptions Store { get; init; } = new();

    /// <summary>How much of requests is read.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>The channels, by name.</summary>
    public Dictionary<string, ChannelOptions> Channels { get; init; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary><c>Messaging.Limits</c>: what is larger is refused.</summary>
internal sealed class LimitOptions
{
    /// <summary>The longest body of a send, in bytes; 1,024 to 67,108,864, by default 4 MiB.</summary>
    public int SendBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The longest multipart body of a send, its file included, in bytes; 1,024 to 268,435,456, by default 32 MiB.</summary>
    public int UploadBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>How many bodies of sends and webhooks are held at once; 1 to 1,000,000, by default 2,000. What is above is to come again.</summary>
    public int ConcurrentBodies { get; init; } = 2000;

    /// <summary>
    /// How many bytes they hold together; 32 MiB to 1 GiB, and at least what one send may have, by default 256 MiB. What is above is
    /// to come again.
    /// </summary>
    public int BufferedBytes { get; init; } = 256 * 1024 * 1024;
}

/// <summary>How a webhook proves that it comes from the platform.</summary>
internal enum SignatureRule
{
    /// <summary>By what the platform puts in a header: <c>X-Hub-Signature-256</c> on those that are built in. The default.</summary>
    Required,

    /// <summary>Not at all: for providers that do not sign.</summary>
    Ignored,
}

/// <summary>Whether verdicts are carried out.</summary>
internal enum ChannelMode
{
    /// <summary>What is refused is not sent. The default.</summary>
    Enforce,

    /// <summary>Everything is forwarded; what would have been refused is told in log, metrics and headers.</summary>
    Observe,
}

/// <summary>How a helpdesk is told that a send is refused for good.</summary>
internal enum RefusalRule
{
    /// <summary>By the answer to the send. The default.</summary>
    Synchronous,

    /// <summary>The send is answered as if it was taken, and a webhook says afterwards that it failed.</summary>
    Asynchronous,
}

/// <summary>One channel of <c>Messaging.Channels</c>.</summary>
internal sealed class ChannelOptions
{
    /// <summary>The platform's name. Has to be given.</summary>
    public string? Platform { get; init; }

    /// <summary>The app secrets that sign webhooks; any one verifies.</summary>
    public List<string> AppSecrets { get; init; } = [];

    /// <summary>Files that hold one app secret each.</summary>
    public List<string> AppSecretFiles { get; init; } = [];

    /// <summary>Whether webhooks have to be signed. They have to by default.</summary>
    public SignatureRule Signature { get; init; }

    /// <summary>The standard window, in hours; more than 0, at most 720, fractions allowed; by default the platform's, which is 24 on those that are built in.</summary>
    public double? WindowHours { get; init; }

    /// <summary>The extended window; off when absent, and never on WhatsApp.</summary>
    public ExtendedWindowOptions? ExtendedWindow { get; init; }

    /// <summary>The kinds of send that pass outside the window. None by default.</summary>
    public List<OutsideWindowKind> AllowedOutsideWindow { get; init; } = [];

    /// <summary>How much earlier windows close, in seconds. 0 by default.</summary>
    public double CloseEarlySeconds { get; init; }

    /// <summary>What becomes of a send to a contact who never wrote. Refused by default.</summary>
    public UnknownContacts UnknownContacts { get; init; }

    /// <summary>Whether verdicts are carried out. They are by default.</summary>
    public ChannelMode Mode { get; init; }

    /// <summary>How the helpdesk is told of a send that is refused for good. By the answer by default; WhatsApp and described platforms (Twilio) have the other, too.</summary>
    public RefusalRule Refusal { get; init; }

    /// <summary>
    /// Where the helpdesk is told of it afterwards, an absolute http or https address; where the account's last webhook was forwarded to
    /// when absent.
    /// </summary>
    public string? RefusalUrl { get; init; }

    /// <summary>The hosts at which a send may want it told instead, such as <c>helpdesk.example.com</c> or <c>10.0.0.5:3000</c>; none by default.</summary>
    public List<string> RefusalHosts { get; init; } = [];

    /// <summary>The only accounts the channel is for; all of them when empty.</summary>
    public List<string> Accounts { get; init; } = [];

    /// <summary>The address by which the platform reaches the gateway, up to the path; only for platforms that sign it (Twilio, Bird).</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Instagram only: how the account is connected. Through Facebook by default.</summary>
    public Login Login { get; init; }

    /// <summary>Who is told that a window closes; nobody when absent.</summary>
    public NotifyOptions? Notify { get; init; }

    /// <summary>What the agent reads when a message is not delivered.</summary>
    public TextOptions Texts { get; init; } = new();
}

/// <summary><c>ExtendedWindow</c> of a channel.</summary>
internal sealed class ExtendedWindowOptions
{
    /// <summary>The whole length, in hours; longer than the standard window, at most 720, by default 168.</summary>
    public double Hours { get; init; } = 168;

    /// <summary>What becomes of a send's tag. The human agent tag is added by default.</summary>
    public TagRule Tag { get; init; }

    /// <summary>
    /// The header by which a helpdesk marks what a bot wrote, as <c>Name: value</c>; by default <c>X-Message-Origin: bot</c>.
    /// </summary>
    public string AutomaticHeader { get; init; } = "X-Message-Origin: bot";

    /// <summary>What may be sent; text, images, videos, audio and files when absent.</summary>
    public List<ContentKind>? Content { get; init; }
}
