using System.Collections.Frozen;

namespace PolicyProxy.Policy;

/// <summary>What to do with a send to a contact who never wrote.</summary>
public enum UnknownContacts
{
    /// <summary>Refuse: only a client can start a conversation. The default.</summary>
    Refuse,

    /// <summary>Let it pass.</summary>
    Allow,

    /// <summary>Let it pass until one standard window after the channel was first seen by the store.</summary>
    AllowDuringWarmUp,
}

/// <summary>The rule of one channel: how long a window is and what passes without one.</summary>
public sealed record ChannelPolicy
{
    /// <summary>The standard window, from the last contact: 24 hours unless configured otherwise.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The extended part; null when off.</summary>
    public ExtendedWindow? Extended { get; init; }

    /// <summary>How many sends the platform takes in a window after each message of the client's; null for any number.</summary>
    public int? MessagesPerWindow { get; init; }

    /// <summary>How much earlier than the rule says a window is taken for closed, for clock skew. None by default.</summary>
    public TimeSpan CloseEarly { get; init; }

    /// <summary>What passes outside the window: the configured kinds that the channel's platform has. None by default.</summary>
    public FrozenSet<OutsideWindowKind> AllowedOutsideWindow { get; init; } = FrozenSet<OutsideWindowKind>.Empty;

    /// <summary>What to do with a contact who never wrote.</summary>
    public UnknownContacts UnknownContacts { get; init; }

    /// <summary>Whether a send is allowed when the store cannot say whether its window is open. Not by default.</summary>
    public bool AllowWhenUnavailable { get; init; }

    /// <summary>The longest time a last contact matters.</summary>
    public TimeSpan LongestWindow => Extended?.Length ?? Window;
}
