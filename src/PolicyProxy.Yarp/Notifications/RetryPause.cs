namespace PolicyProxy.Yarp.Notifications;

/// <summary>How long to wait before something is told once more.</summary>
internal static class RetryPause
{
    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>As long as it is due already, so that pauses double, with a part by chance, so that what failed together does not come again together.</summary>
    public static TimeSpan After(TimeSpan dueFor)
    {
        var pause = dueFor < Shortest ? Shortest : dueFor > Longest ? Longest : dueFor;
        return pause * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
