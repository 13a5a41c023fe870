namespace PolicyProxy.Chaos.History;

/// <summary>A time at which a gateway, asked, said that its store takes records and that none wait in its journal.</summary>
/// <param name="Gateway">The gateway.</param>
/// <param name="Start">Before it was asked.</param>
/// <param name="End">When its answer was there.</param>
internal sealed record StorePoll(string Gateway, Moment Start, Moment End);
