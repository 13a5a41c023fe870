namespace PolicyProxy.Chaos.Faults;

/// <summary>A fault, when it is to begin and how long it is to last.</summary>
internal sealed record PlannedFault(Fault Fault, TimeSpan At, TimeSpan Length);
