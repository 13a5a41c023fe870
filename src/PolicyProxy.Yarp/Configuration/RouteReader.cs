using System.Collections.Frozen;
using Yarp.ReverseProxy.Configuration;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Reads the policy's part of YARP's routes: which channels each captures or judges.</summary>
/// <param name="channelNames">The channels there are.</param>
/// <param name="errors">Takes one line an error.</param>
internal sealed class RouteReader(IReadOnlyCollection<string> channelNames, ICollection<string> errors)
{
    private static readonly string[] KnownKeys = [PolicyRoute.WebhookKey, PolicyRoute.SendKey, PolicyRoute.AccountKey];

    private readonly List<Use> _uses = [];

    /// <summary>Takes in one route.</summary>
    public void Read(RouteConfig route)
    {
        if (route.Metadata is not { } metadata) return;
        var key = $"ReverseProxy:Routes:{route.RouteId}:Metadata";
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

        if (webhook is not null) _uses.Add(new(route.RouteId, false, webhook, null, ""));
        if (send is not null) _uses.Add(new(route.RouteId, true, send, account, BasePath(route.Match.Path ?? "")));
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

    /// <summary>The routes that capture webhooks.</summary>
    public FrozenDictionary<string, PolicyRoute> Webhooks(IReadOnlyDictionary<string, Channel> channels, LimitOptions limits) => Build(false, channels, limits);

    /// <summary>The routes that judge sends.</summary>
    public FrozenDictionary<string, PolicyRoute> Sends(IReadOnlyDictionary<string, Channel> channels, LimitOptions limits) => Build(true, channels, limits);

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

    private FrozenDictionary<string, PolicyRoute> Build(bool isSend, IReadOnlyDictionary<string, Channel> channels, LimitOptions limits) =>
        _uses.Where(use => use.IsSend == isSend).ToFrozenDictionary(
            use => use.RouteId,
            use => new PolicyRoute([.. use.Channels.Where(channels.ContainsKey).Select(name => channels[name]).Distinct()], use.Account, use.BasePath, limits),
            StringComparer.OrdinalIgnoreCase);

    private sealed record Use(string RouteId, bool IsSend, string[] Channels, string? Account, string BasePath);
}
