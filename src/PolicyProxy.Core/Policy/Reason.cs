namespace PolicyProxy.Policy;

/// <summary>Why a request was let through or refused: the words of <c>X-Policy-Reason</c>, the log and the metrics.</summary>
public enum Reason
{
    /// <summary>The request holds no send.</summary>
    NotASend,

    /// <summary>The standard window is open.</summary>
    WindowOpen,

    /// <summary>The extended window is open and the content is permitted.</summary>
    ExtendedWindowOpen,

    /// <summary>The extended window is open, but not for this content, a bot, or a send without its tag.</summary>
    ContentNotPermitted,

    /// <summary>The window is closed, but this kind may be sent outside it.</summary>
    AllowedOutsideWindow,

    /// <summary>The contact never wrote.</summary>
    NoClientContact,

    /// <summary>The contact never wrote, and the channel lets unknown contacts pass.</summary>
    UnknownContactAllowed,

    /// <summary>The contact never wrote since the channel was set up, and the channel is still warming up.</summary>
    WarmingUp,

    /// <summary>The window is closed, and a message tag does not open it.</summary>
    TagNotSupported,

    /// <summary>The window is closed.</summary>
    WindowClosed,

    /// <summary>The send's recipient or kind cannot be read exactly one way.</summary>
    NotUnderstood,

    /// <summary>The store cannot say.</summary>
    StoreUnavailable,

    /// <summary>More is sent at once than the route's rate limit lets through.</summary>
    Throttled,

    /// <summary>The window is open, but the platform takes no more messages before the client writes again.</summary>
    MessageLimit,
}

/// <summary>The reasons as they are written.</summary>
public static class Reasons
{
    private static readonly string[] Words =
    [
        "not-a-send", "window-open", "extended-window-open", "content-not-permitted", "allowed-outside-window", "no-client-contact",
        "unknown-contact-allowed", "warming-up", "tag-not-supported", "window-closed", "not-understood", "store-unavailable", "throttled",
        "message-limit",
    ];

    /// <summary>The word the contract uses, for example <c>window-open</c>.</summary>
    public static string Word(this Reason reason) => Words[(int)reason];
}
