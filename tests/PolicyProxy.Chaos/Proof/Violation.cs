namespace PolicyProxy.Chaos.Proof;

/// <summary>Something that the gateways promise and did not keep.</summary>
/// <param name="Kind">Which promise.</param>
/// <param name="What">What happened, and what led to it.</param>
internal sealed record Violation(string Kind, string What);
