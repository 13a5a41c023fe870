namespace PolicyProxy.Platforms;

/// <summary>What is forwarded instead of what came, so that what was judged is what is sent.</summary>
/// <param name="Query">The query, without its question mark; null to leave it as it came.</param>
/// <param name="Body">The body, not compressed; null to leave it as it came.</param>
public sealed record ForwardedRequest(string? Query, ReadOnlyMemory<byte>? Body);
