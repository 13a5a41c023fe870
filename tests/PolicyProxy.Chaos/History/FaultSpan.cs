namespace PolicyProxy.Chaos.History;

/// <summary>A fault and the time it lasted.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Start">Before it was done.</param>
/// <param name="End">After it was undone.</param>
internal sealed record FaultSpan(string Name, Moment Start, Moment End)
{
    /// <summary>The gateways whose store may be out of reach meanwhile.</summary>
    public IReadOnlyList<string> StoreAway { get; init; } = [];

    /// <summary>The gateway that does not run meanwhile.</summary>
    public string? Down { get; init; }

    /// <summary>Whether the store forgets everything at the start of it.</summary>
    public bool LosesData { get; init; }

    /// <summary>What did not go as planned.</summary>
    public string? Note { get; init; }

    public override string ToString() => $"{Start} to {End} {Name}{(Note is null ? "" : $" ({Note})")}";
}
