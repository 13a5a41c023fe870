using System.Collections.Frozen;
using System.Collections.ObjectModel;
using Yarp.ReverseProxy.Configuration;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Reads what is done on YARP's routes besides forwarding: which channels each captures or judges, and how many pass.</summary>
/// <param name="channelNames">The channels there are.</param>
/// <param name="rateLimits">The rate limits there are, by name.</param>
/// <param name="errors">Takes one line an error.</param>
internal sealed class RouteReader(
    IReadOnlyCollection<string> channelNames, IReadOnlyDictionary<string, RateLimit> rateLimits, ICollection<string> errors)
{
    private static readonly string[] KnownKeys = [PolicyRoute.WebhookKey, PolicyRoute.SendKey, PolicyRoute.AccountKey];

    private readonly List<Use> _uses = [];

    /// <summary>Takes in one route.</summary>
    public void Read(RouteConfig route)
    {
        var key = $"ReverseProxy:Routes:{route.RouteId}:Metadata";
        var metadata = route.Metadata ?? ReadOnlyDictionary<string, string>.Empty;
        var rateLimit = ReadRateLimit(route);
        foreach (var unknown in metadata.Keys.Where(IsUnknown))
            errors.Add($"{key}:{unknown}: is not a known key; known are {string.Join(", ", KnownKeys)}.");

        var webhook = ReadNames(key, metadata, PolicyRoute.WebhookKey);
        var send = ReadNames(key, metadata, PolicyRoute.SendKey);
        if (webhook is not null && send is not null)
            errors.Add($"{key}: has both {PolicyRoute.WebhookKey} and {PolicyRoute.SendKey}; a route either captures webhooks or judges sends.");

        metadata.TryGetValue(PolicyRoute.AccountKey, out var account);
        if (account is not null && send is null)
            errors.Add($"{key}:{PolicyRoute.AccountKey}: belongs to a route with {PolicyRoute.SendKey}.");
        else if (account is not null && !Channel.IsAccount(account))
            errors.Add($"{key}:{PolicyRoute.AccountKey}: \"{account}\" is not right; an account id of 1 to 32 digits belongs here.");

        var role = send is not null ? RouteRole.Send : webhook is not null ? RouteRole.Webhook : RouteRole.Proxy;
        if (role != RouteRole.Proxy || rateLimit is not null)
            _uses.Add(new(route.RouteId, role, [.. webhook ?? [], .. send ?? []], account, BasePath(route.Match.Path ?? ""), rateLimit));
    }

    /// <summary>Reports channels that no route uses.</summary>
    public void CheckUse()
    {
        foreach (var name in channelNames.Where(name => !_uses.Exists(use => use.Channels.Contains(name, StringComparer.OrdinalIgnoreCase))))
            errors.Add($"Messaging:Channels:{name}: no route uses the channel; name it in the {PolicyRoute.WebhookKey} or {PolicyRoute.SendKey} of a route's Metadata, or remove it.");
    }

    /// <summary>The accounts that send routes fix for a channel.</summary>
    public IReadOnlyCollection<string> FixedAccounts(string channel) =>
        [.. _uses.Where(use => use.Account is not null && use.Channels.Contains(channel, StringComparer.OrdinalIgnoreCase)).Select(use => use.Account!)];

    /// <summary>The routes on which more is done than forwarding, by YARP's route id.</summary>
    public FrozenDictionary<string, PolicyRoute> Routes(IReadOnlyDictionary<string, Channel> channels, LimitOptions limits) => _uses.ToFrozenDictionary(
        use => use.RouteId,
        use => new PolicyRoute(use.Role, [.. use.Channels.Where(channels.ContainsKey).Select(name => channels[name]).Distinct()], use.Account, use.BasePath, limits)
        {
            RateLimit = use.RateLimit,
        },
        StringComparer.OrdinalIgnoreCase);

    private static bool IsUnknown(string key) =>
        key.StartsWith("Messaging.", StringComparison.OrdinalIgnoreCase) && !KnownKeys.Contains(key, StringComparer.OrdinalIgnoreCase);

    // /graph/{**path} -> /graph
    private static string BasePath(string pattern) =>
        pattern.IndexOf('{', StringComparison.Ordinal) is >= 0 and var brace ? pattern[..brace].TrimEnd('/') : pattern.TrimEnd('/');

    private string[]? ReadNames(string key, IReadOnlyDictionary<string, string> metadata, string member)
    {
        if (!metadata.TryGetValue(member, out var value)) return null;
        var names = PolicyRoute.Names(value);
        var known = channelNames.Count == 0 ? "there are none" : $"there are {string.Join(", ", channelNames)}";
        if (names.Length == 0) errors.Add($"{key}:{member}: names no channel; list one or more ({known}).");
        foreach (var unknown in names.Where(name => !channelNames.Contains(name, StringComparer.OrdinalIgnoreCase)))
            errors.Add($"{key}:{member}: the channel \"{unknown}\" does not exist; {known}.");
        return names;
    }

    private RateLimit? ReadRateLimit(RouteConfig route)
    {
        if (string.IsNullOrEmpty(route.RateLimiterPolicy)) return null;
        if (rateLimits.TryGetValue(route.RateLimiterPolicy, out var limit)) return limit;
        var known = rateLimits.Count == 0 ? "there are none in RateLimiting:Policies" : $"there are {string.Join(", ", rateLimits.Keys)}";
        errors.Add($"ReverseProxy:Routes:{route.RouteId}:RateLimiterPolicy: the policy \"{route.RateLimiterPolicy}\" does not exist; {known}.");
        return null;
    }

    private sealed record Use(string RouteId, RouteRole Role, string[] Channels, string? Account, string BasePath, RateLimit? RateLimit);
}
