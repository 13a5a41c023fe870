namespace PolicyProxy.Yarp.Configuration;

/// <summary>A valid rate limit. One that an edit leaves as it is stays the same, and so do its counts.</summary>
/// <param name="Name">The policy's name.</param>
/// <param name="Options">What is configured.</param>
internal sealed record RateLimit(string Name, RateLimitOptions Options)
{
    /// <summary>How long a window is.</summary>
    public TimeSpan Window => TimeSpan.FromSeconds(Options.WindowSeconds);
}
