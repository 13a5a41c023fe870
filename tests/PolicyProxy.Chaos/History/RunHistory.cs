namespace PolicyProxy.Chaos.History;

/// <summary>Everything that happened in a run: what the proof is made of.</summary>
internal sealed record RunHistory
{
    public IReadOnlyList<WebhookAttempt> Webhooks { get; init; } = [];

    public IReadOnlyList<SendAttempt> Sends { get; init; } = [];

    /// <summary>What the helpdesk got.</summary>
    public IReadOnlyList<Arrival> Helpdesk { get; init; } = [];

    /// <summary>What the platform got.</summary>
    public IReadOnlyList<Arrival> Platform { get; init; } = [];

    public IReadOnlyList<FaultSpan> Faults { get; init; } = [];

    /// <summary>When the gateways said that nothing is wrong with the store.</summary>
    public IReadOnlyList<StorePoll> Polls { get; init; } = [];

    /// <summary>The store's values at the end, as they are, by conversation.</summary>
    public IReadOnlyDictionary<string, string> Stored { get; init; } = new Dictionary<string, string>();

    /// <summary>When they were read.</summary>
    public Moment StoredAt { get; init; }

    /// <summary>By how much two readings of the wall clock may be at odds.</summary>
    public TimeSpan ClockSlack { get; init; }
}
