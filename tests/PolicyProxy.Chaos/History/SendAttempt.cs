namespace PolicyProxy.Chaos.History;

/// <summary>One request of the helpdesk with a send or a batch of sends, and what the gateway answered.</summary>
internal sealed record SendAttempt
{
    public required string Gateway { get; init; }

    /// <summary>How it is written: json, form or batch.</summary>
    public required string Form { get; init; }

    /// <summary>The SHA-256 of the body.</summary>
    public required string Hash { get; init; }

    public required IReadOnlyList<SendElement> Elements { get; init; }

    public Moment Start { get; init; }

    public Moment End { get; init; }

    /// <summary>The answer's status; 0 when none came.</summary>
    public int Status { get; init; }

    public string? Verdict { get; init; }

    public string? Reason { get; init; }

    /// <summary><c>X-Policy-Window-Closes</c>.</summary>
    public DateTimeOffset? Closes { get; init; }

    public override string ToString() =>
        $"send {string.Join('+', Elements.Select(element => element.Id))} ({Form}) to {Gateway} {Start} to {End}, "
        + $"answered {(Status == 0 ? "not at all" : Status)} {Verdict} {Reason}";
}
