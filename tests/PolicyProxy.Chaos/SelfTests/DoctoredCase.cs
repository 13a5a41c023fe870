using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.SelfTests;

/// <summary>A change to the honest history.</summary>
/// <param name="What">What is done to it.</param>
/// <param name="Kind">The violation that has to be named; null when it is none.</param>
/// <param name="Doctor">Does it.</param>
internal sealed record DoctoredCase(string What, string? Kind, Func<RunHistory, RunHistory> Doctor);
