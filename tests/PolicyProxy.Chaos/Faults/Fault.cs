namespace PolicyProxy.Chaos.Faults;

/// <summary>Something that goes wrong, and how it is put right.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Subject">What it is done to: one fault at a time is done to the same subject.</param>
/// <param name="DoAsync">Does it; gives what did not go as promised.</param>
/// <param name="UndoAsync">Puts it right, whatever became of the doing.</param>
internal sealed record Fault(string Name, string Subject, Func<Task<string?>> DoAsync, Func<Task> UndoAsync)
{
    /// <summary>The gateways whose store may be out of reach meanwhile.</summary>
    public IReadOnlyList<string> StoreAway { get; init; } = [];

    /// <summary>The gateway that does not run meanwhile.</summary>
    public string? Down { get; init; }

    /// <summary>Whether it is over as soon as it is done.</summary>
    public bool IsBrief { get; init; }

    /// <summary>Whether the store forgets everything.</summary>
    public bool LosesData { get; init; }
}
