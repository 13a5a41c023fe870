namespace PolicyProxy.Simulator.Helpdesk;

/// <summary>What the platform says became of a message of the company's.</summary>
/// <param name="State">The state.</param>
/// <param name="Note">What the agent reads.</param>
internal sealed record Report(MessageState State, string Note);
