namespace PolicyProxy.Simulator.Network;

/// <summary>A request and its answer, written out to be read.</summary>
/// <param name="Title">Who asked whom, and when.</param>
/// <param name="Request">The request.</param>
/// <param name="Answer">The answer, or why there was none.</param>
internal sealed record Exchange(string Title, string Request, string Answer);
