namespace PolicyProxy.Chaos.Proof;

/// <summary>What one part of the proof found: a line of counts, and the violations.</summary>
internal sealed record Finding(string Counts, IReadOnlyList<Violation> Violations);
