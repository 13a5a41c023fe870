using PolicyProxy.Platforms.Profiles;
using PolicyProxy.Policy;

namespace PolicyProxy.Yarp.Configuration;

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
