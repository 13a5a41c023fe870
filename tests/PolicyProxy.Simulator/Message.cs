using System.Collections.Immutable;
using PolicyProxy.Simulator.Network;

namespace PolicyProxy.Simulator;

/// <summary>A message as the phone or the desk shows it.</summary>
/// <param name="Id">What its writer knows it by.</param>
/// <param name="IsFromClient">Whether the client wrote it, not the agent.</param>
/// <param name="Text">What it says.</param>
/// <param name="Time">When it was written.</param>
internal sealed record Message(string Id, bool IsFromClient, string Text, DateTimeOffset Time)
{
    public required MessageState State { get; init; }

    /// <summary>What there is to say beside the state.</summary>
    public string Note { get; init; } = "";

    /// <summary>What the platform knows it by, once the helpdesk was told.</summary>
    public string? PlatformId { get; init; }

    /// <summary>What went over the wire for it, in order.</summary>
    public ImmutableList<Exchange> Exchanges { get; init; } = [];
}
