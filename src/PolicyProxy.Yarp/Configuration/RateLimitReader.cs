using Microsoft.Extensions.Configuration;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Reads the rate limits that routes refer to, collecting everything wrong with them.</summary>
internal static class RateLimitReader
{
    private const string SectionName = "RateLimiting";

    // The framework's limiters look ten times a second whether a window is over.
    private const double ShortestWindow = 0.1;
    private const double LongestWindow = 24 * 60 * 60;

    /// <summary>The rate limits of a configuration, by name.</summary>
    /// <param name="configuration">The configuration that has the <c>RateLimiting</c> section.</param>
    /// <param name="errors">Takes one line an error.</param>
    public static IReadOnlyDictionary<string, RateLimit> Read(IConfiguration configuration, ICollection<string> errors)
    {
        var options = new OptionsReader(errors).Read<RateLimitingOptions>(configuration.GetSection(SectionName));
        foreach (var (name, policy) in options.Policies) Check($"{SectionName}:Policies:{name}", policy, errors);
        return options.Policies.ToDictionary(pair => pair.Key, pair => new RateLimit(pair.Key, pair.Value), StringComparer.OrdinalIgnoreCase);
    }

    private static void Check(string key, RateLimitOptions policy, ICollection<string> errors)
    {
        if (policy.PermitLimit is < 1 or > 1_000_000)
            errors.Add($"{key}:PermitLimit: {policy.PermitLimit} is not right; 1 to 1000000 belongs here.");
        if (policy.WindowSeconds is < ShortestWindow or > LongestWindow)
            errors.Add($"{key}:WindowSeconds: {policy.WindowSeconds} is not right; {ShortestWindow} to {LongestWindow} seconds belong here.");
        if (policy.QueueLimit is < 0 or > 100_000)
            errors.Add($"{key}:QueueLimit: {policy.QueueLimit} is not right; 0 to 100000 belongs here.");
    }
}
