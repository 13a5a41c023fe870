using PolicyProxy.Platforms.Profiles;

namespace PolicyProxy.Yarp.Configuration;

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

    /// <summary>What the JSON of the platform's answer says, with a status of 200 to 299, where it has not taken a send; only where messages are counted.</summary>
    public List<RuleOptions> NotTaken { get; init; } = [];
}
