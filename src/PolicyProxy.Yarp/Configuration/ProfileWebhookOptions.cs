using PolicyProxy.Platforms.Profiles;

namespace PolicyProxy.Yarp.Configuration;

/// <summary><c>Webhook</c> of a platform.</summary>
internal sealed class ProfileWebhookOptions
{
    /// <summary>How the body is written. JSON by default.</summary>
    public WebhookForm Body { get; init; }

    /// <summary>The way to the events, such as <c>results[]</c>; by default the body itself is the event, or an array of them.</summary>
    public string Events { get; init; } = "";

    /// <summary>What has to hold for an event to be a client's act.</summary>
    public List<ConditionOptions> When { get; init; } = [];

    /// <summary>What is an event that cannot be read, such as an encrypted one: it is counted as not understood.</summary>
    public List<RuleOptions> Unreadable { get; init; } = [];

    /// <summary>Where the contact's ids stand; all of them are recorded.</summary>
    public List<ValueOptions> Contact { get; init; } = [];

    /// <summary>Where the account stands.</summary>
    public List<ValueOptions> Account { get; init; } = [];

    /// <summary>When the client acted: seconds, milliseconds or ISO 8601; null for the time of receipt.</summary>
    public string? Time { get; init; }

    /// <summary>How a webhook proves that it is authentic. By a hub signature by default.</summary>
    public WebhookVerification Verification { get; init; }

    /// <summary>The header that holds the shared token.</summary>
    public string? TokenHeader { get; init; }
}

/// <summary>How a webhook proves that it is authentic.</summary>
internal enum WebhookVerification
{
    /// <summary>By <c>X-Hub-Signature-256</c>. The default.</summary>
    HubSignature,

    /// <summary>By <c>X-Twilio-Signature</c>, which covers the address: the channel says which that is.</summary>
    TwilioSignature,

    /// <summary>By <c>TikTok-Signature</c>.</summary>
    TikTokSignature,

    /// <summary>By a token in <c>Authorization</c>.</summary>
    VonageSignature,

    /// <summary>By <c>X-ZEvent-Signature</c>.</summary>
    ZaloSignature,

    /// <summary>By <c>signature</c>, <c>timestamp</c> and <c>nonce</c> in the query.</summary>
    WeChatSignature,

    /// <summary>By <c>MessageBird-Signature</c>, which covers the address: the channel says which that is.</summary>
    BirdSignature,

    /// <summary>By a header that holds the app secret itself.</summary>
    Token,

    /// <summary>Not at all.</summary>
    None,
}
