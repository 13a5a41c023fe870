namespace PolicyProxy.Platforms;

/// <summary>What the gateway answers by itself instead of a platform.</summary>
/// <remarks>A byte: every answer has room for another one beside it, which is eight bytes otherwise.</remarks>
public enum AnswerKind : byte
{
    /// <summary>The window is closed, or used up: permanent, the message was not delivered.</summary>
    NotDelivered,

    /// <summary>The request cannot be read exactly one way, or is not one the gateway passes on.</summary>
    NotUnderstood,

    /// <summary>The request is larger than the gateway reads.</summary>
    TooLarge,

    /// <summary>The store cannot say whether the window is open: try again.</summary>
    StoreUnavailable,

    /// <summary>The gateway itself failed: try again.</summary>
    GatewayFailed,

    /// <summary>The gateway has more to read than it can hold: try again.</summary>
    Overloaded,

    /// <summary>More is sent at once than the gateway is to let through: try again.</summary>
    Throttled,

    /// <summary>The platform could not be reached, nothing was sent: try again.</summary>
    PlatformUnreachable,

    /// <summary>The platform broke the connection instead of answering; whether it took the message is not known.</summary>
    PlatformBrokeOff,

    /// <summary>The platform did not answer in time; whether it took the message is not known.</summary>
    PlatformTimeout,
}

/// <summary>An answer of the gateway's own, before a platform words it.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Cause">Why, for a developer: a clause without a capital or a full stop.</param>
/// <param name="ForAgent">One sentence for the agent at the helpdesk; null when an agent can do nothing.</param>
/// <param name="TitleForAgent">The title over that sentence; null for the usual one.</param>
public sealed record GatewayAnswer(AnswerKind Kind, string Cause, string? ForAgent = null, string? TitleForAgent = null)
{
    /// <summary>How long to wait before trying again, in seconds, above a rate limit; 0 for everything else, which says so by its kind.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>Whether a message was not delivered although the window is open, because the platform takes no more of them in it.</summary>
    public bool IsMessageLimit { get; init; }
}
