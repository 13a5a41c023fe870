namespace PolicyProxy.Gateway.Dashboard;

/// <summary>What is counted by itself: a counter with its tags. Those that the counter does not have are null.</summary>
internal readonly record struct TrafficSeries(string Counter, string? Channel, string? Verdict, string? Reason, string? Result);
