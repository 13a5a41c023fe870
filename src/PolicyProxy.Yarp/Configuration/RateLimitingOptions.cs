namespace PolicyProxy.Yarp.Configuration;

/// <summary>The <c>RateLimiting</c> section as JSON says it.</summary>
internal sealed class RateLimitingOptions
{
    /// <summary>The policies, by the name that a route's <c>RateLimiterPolicy</c> refers to.</summary>
    public Dictionary<string, RateLimitOptions> Policies { get; init; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What is counted by itself against a rate limit.</summary>
internal enum PartitionBy
{
    /// <summary>Each account, and where a send names none (<c>/me/messages</c>) each access token. The default.</summary>
    Account,

    /// <summary>Each client address.</summary>
    Client,

    /// <summary>A route as a whole.</summary>
    Route,
}

/// <summary>One policy of <c>RateLimiting.Policies</c>: on a send route it counts the sends that are to be forwarded, on others requests.</summary>
internal sealed record RateLimitOptions
{
    /// <summary>How many pass in a window; 1 to 1,000,000, by default 80, which WhatsApp takes of one number in a second.</summary>
    public int PermitLimit { get; init; } = 80;

    /// <summary>The window, in seconds; 0.1 to 86,400, fractions allowed, by default 1.</summary>
    public double WindowSeconds { get; init; } = 1;

    /// <summary>How many of those above the limit wait for the next window rather than being refused; 0 to 100,000, by default 0.</summary>
    public int QueueLimit { get; init; }

    /// <summary>What is counted by itself. Each account by default.</summary>
    public PartitionBy PartitionBy { get; init; }
}
