using PolicyProxy.Platforms.Profiles;
using PolicyProxy.Policy;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>One platform of <c>Platforms</c>, described so that no code is needed for it.</summary>
internal sealed class PlatformOptions
{
    /// <summary>The standard window of its channels, in hours, where they do not say another; more than 0, at most 720, by default 24.</summary>
    public double WindowHours { get; init; } = 24;

    /// <summary>Whether a window belongs to one account: a client who wrote to one number has none with another. Not by default.</summary>
    public bool WindowIsPerAccount { get; init; }

    /// <summary>How contacts' ids are written; the first form that fits counts.</summary>
    public List<IdOptions> Contacts { get; init; } = [];

    /// <summary>How accounts' ids are written; the first form that fits counts.</summary>
    public List<IdOptions> Accounts { get; init; } = [];

    /// <summary>How sends are recognised and read.</summary>
    public ProfileSendOptions Send { get; init; } = new();

    /// <summary>How webhooks are read.</summary>
    public ProfileWebhookOptions Webhook { get; init; } = new();

    /// <summary>How refusals are worded.</summary>
    public ProfileAnswersOptions Answers { get; init; } = new();
}

/// <summary>How an id is written.</summary>
internal sealed class IdOptions
{
    /// <summary>What is written before it, in any letter case; nothing by default.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What follows. A phone number by default.</summary>
    public IdKind Id { get; init; }
}

/// <summary><c>Send</c> of a platform.</summary>
internal sealed class ProfileSendOptions
{
    /// <summary>The paths of sends, such as <c>/v1/messages</c> or <c>/bot{token}/send{what}</c>.</summary>
    public List<string> Paths { get; init; } = [];

    /// <summary>The verbs of sends beside POST and others that carry a body, in capitals. <c>POST</c> when empty.</summary>
    public List<string> Methods { get; init; } = [];

    /// <summary>Where the parameters stand.</summary>
    public List<ParameterPlace> Parameters { get; init; } = [];

    /// <summary>Where the recipient stands; what stands in several places has to be the same.</summary>
    public List<ValueOptions> Recipient { get; init; } = [];

    /// <summary>Where the account stands.</summary>
    public List<ValueOptions> Account { get; init; } = [];

    /// <summary>What is no send.</summary>
    public List<RuleOptions> NotASend { get; init; } = [];

    /// <summary>What the platform lets through outside the window; the first that fits counts.</summary>
    public List<OutsideRuleOptions> Outside { get; init; } = [];
}

/// <summary><c>Webhook</c> of a platform.</summary>
internal sealed class ProfileWebhookOptions
{
    /// <summary>How the body is written. JSON by default.</summary>
    public WebhookForm Body { get; init; }

    /// <summary>The way to the events, such as <c>results[]</c>; by default the body itself is the event, or an array of them.</summary>
    public string Events { get; init; } = "";

    /// <summary>What has to hold for an event to be a client's act.</summary>
    public List<ConditionOptions> When { get; init; } = [];

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

/// <summary>How the body of a webhook is written.</summary>
internal enum WebhookForm
{
    /// <summary>As JSON. The default.</summary>
    Json,

    /// <summary>As a form.</summary>
    Form,
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

    /// <summary>By <c>X-ZEvent-Signature</c>.</summary>
    ZaloSignature,

    /// <summary>By a header that holds the app secret itself.</summary>
    Token,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>A value that an id is read from.</summary>
internal sealed class ValueOptions
{
    /// <summary>Its path.</summary>
    public string? Value { get; init; }

    /// <summary>What is put before it, so that it has the prefix of its form; nothing by default.</summary>
    public string As { get; init; } = "";

    /// <summary>What has to hold for it to be looked at.</summary>
    public List<ConditionOptions> When { get; init; } = [];
}

/// <summary>Conditions that all have to hold.</summary>
internal class RuleOptions
{
    /// <summary>The conditions.</summary>
    public List<ConditionOptions> When { get; init; } = [];
}

/// <summary>What the platform lets through outside the window.</summary>
internal sealed class OutsideRuleOptions : RuleOptions
{
    /// <summary>The word of <c>AllowedOutsideWindow</c> that stands for it. A template by default.</summary>
    public OutsideWindowKind Kind { get; init; }
}

/// <summary>What is said of one value, by exactly one of the keys beside <c>Value</c>, <c>Default</c> and <c>IgnoreCase</c>.</summary>
internal sealed class ConditionOptions
{
    /// <summary>The value's path.</summary>
    public string? Value { get; init; }

    /// <summary>It is one of these words.</summary>
    public List<string> In { get; init; } = [];

    /// <summary>It begins with one of these texts.</summary>
    public List<string> StartsWith { get; init; } = [];

    /// <summary>Whether it is there and not empty.</summary>
    public bool? Exists { get; init; }

    /// <summary>It is an id of this kind.</summary>
    public IdKind? Form { get; init; }

    /// <summary>It is the same text as the value of this path.</summary>
    public string? Same { get; init; }

    /// <summary>It is another text than the value of this path, and both are there.</summary>
    public string? Differs { get; init; }

    /// <summary>What it is when it is not there; null for nothing.</summary>
    public string? Default { get; init; }

    /// <summary>Whether letter case makes no difference. It makes one by default.</summary>
    public bool IgnoreCase { get; init; }
}

/// <summary><c>Answers</c> of a platform.</summary>
internal sealed class ProfileAnswersOptions
{
    /// <summary>The window is closed.</summary>
    public AnswerOptions Closed { get; init; } = new();

    /// <summary>The request cannot be read exactly one way, or is too large.</summary>
    public AnswerOptions Invalid { get; init; } = new();

    /// <summary>The rate limit is reached.</summary>
    public AnswerOptions Throttled { get; init; } = new();

    /// <summary>Something failed that may work later.</summary>
    public AnswerOptions Unavailable { get; init; } = new();

    /// <summary>With <c>Refusal</c> Asynchronous: the platform takes the send, with status 200 where there is none. Null when it refuses in the answer only.</summary>
    public AnswerOptions? Accepted { get; init; }

    /// <summary>What tells afterwards that it failed. Null when the platform refuses in the answer only.</summary>
    public FailureOptions? Failed { get; init; }
}

/// <summary>One answer.</summary>
internal sealed class AnswerOptions
{
    /// <summary>The status; null for the one that says what happened (400, 413, 429, 502, 503, 504).</summary>
    public int? Status { get; init; }

    /// <summary>The content type. <c>application/json</c> by default.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Further headers, each as <c>Name: value</c>.</summary>
    public List<string> Headers { get; init; } = [];

    /// <summary>The JSON body, as a text; single quotes do. In its texts <c>{message}</c>, <c>{agent}</c>, <c>{title}</c>, <c>{status}</c> and <c>{trace}</c> are filled in.</summary>
    public string? Body { get; init; }
}

/// <summary>The webhook that says that a message failed.</summary>
internal sealed class FailureOptions
{
    /// <summary>The path of the value by which a send says where it is told of; null where sends do not.</summary>
    public string? Url { get; init; }

    /// <summary>The content type. <c>application/json</c> by default; <c>application/x-www-form-urlencoded</c> for a form.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>
    /// The body, as a text: JSON, in which single quotes do, or a form. Filled in are <c>{id}</c> (32 hexadecimal digits, the same as in
    /// <c>Accepted</c>), <c>{date}</c>, <c>{message}</c>, <c>{agent}</c>, <c>{title}</c> and, of the send, <c>{send.VALUE}</c>.
    /// </summary>
    public string? Body { get; init; }
}
