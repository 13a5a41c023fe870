namespace PolicyProxy.Chaos.History;

/// <summary>One delivery of a webhook and what the gateway answered.</summary>
internal sealed record WebhookAttempt
{
    /// <summary>Names this delivery; the helpdesk gets it in a header.</summary>
    public required string Id { get; init; }

    /// <summary>What it is: new, replay, redelivery, forged, ...</summary>
    public required string Kind { get; init; }

    public required string Gateway { get; init; }

    /// <summary>The SHA-256 of the body.</summary>
    public required string Hash { get; init; }

    /// <summary>Whether its signature is none of the channels' secrets.</summary>
    public bool IsForged { get; init; }

    public IReadOnlyList<ClientEvent> Events { get; init; } = [];

    public Moment Start { get; init; }

    public Moment End { get; init; }

    /// <summary>The answer's status; 0 when none came.</summary>
    public int Status { get; init; }

    /// <summary>Whether the platform will not deliver it again.</summary>
    public bool IsAcknowledged() => Status is >= 200 and < 300;

    public override string ToString() =>
        $"webhook {Id} ({Kind}) to {Gateway} {Start} to {End.Wall.UtcDateTime:HH:mm:ss.fff}, answered {(Status == 0 ? "not at all" : Status)}";
}
