namespace PolicyProxy.Chaos.History;

/// <summary>A request as the platform or the helpdesk got it.</summary>
/// <param name="Ids">The webhook's delivery, or the sends in it.</param>
/// <param name="Hash">The SHA-256 of the body.</param>
/// <param name="At">When it was there to its last byte.</param>
internal sealed record Arrival(IReadOnlyList<string> Ids, string Hash, Moment At);
