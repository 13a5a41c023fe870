namespace PolicyProxy.Gateway.Dashboard;

/// <summary>How far back traffic is shown, and how finely.</summary>
/// <param name="Name">What it is asked for by.</param>
/// <param name="Bucket">The time that is counted together.</param>
/// <param name="Buckets">How many of them there are.</param>
internal sealed record TrafficSpan(string Name, TimeSpan Bucket, int Buckets)
{
    /// <summary>All that there are; the first unless another is asked for.</summary>
    public static IReadOnlyList<TrafficSpan> All { get; } =
    [
        new("15m", TimeSpan.FromSeconds(10), 90),
        new("1h", TimeSpan.FromMinutes(1), 60),
        new("24h", TimeSpan.FromMinutes(15), 96),
    ];
}
