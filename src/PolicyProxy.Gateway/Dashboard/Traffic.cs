namespace PolicyProxy.Gateway.Dashboard;

/// <summary>The traffic of a span.</summary>
/// <param name="Span">The span.</param>
/// <param name="Begins">When its oldest bucket begins; the newest is under way.</param>
/// <param name="Since">When counting began, with the gateway's start.</param>
/// <param name="Counts">The counts of each series, oldest bucket first; without the series that have none.</param>
internal sealed record Traffic(TrafficSpan Span, DateTimeOffset Begins, DateTimeOffset Since, IReadOnlyList<KeyValuePair<TrafficSeries, long[]>> Counts);
