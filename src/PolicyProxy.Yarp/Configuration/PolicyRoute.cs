using PolicyProxy.Platforms;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>What is done on a route of YARP's besides forwarding.</summary>
/// <param name="Role">What it is to the policy.</param>
/// <param name="Channels">Its channels, in the configured order; none where the policy does nothing.</param>
/// <param name="Account">The account it fixes; null for none.</param>
/// <param name="BasePath">What its paths have before the API's own, for example <c>/graph</c>; empty for nothing.</param>
/// <param name="Limits">How much of its requests is read.</param>
internal sealed record PolicyRoute(RouteRole Role, IReadOnlyList<Channel> Channels, string? Account, string BasePath, LimitOptions Limits)
{
    /// <summary>Metadata key: the channels whose webhooks the route captures.</summary>
    public const string WebhookKey = "Messaging.Webhook";

    /// <summary>Metadata key: the channels whose sends the route judges.</summary>
    public const string SendKey = "Messaging.Send";

    /// <summary>Metadata key: the account of a send route whose paths name none.</summary>
    public const string AccountKey = "Messaging.Account";

    private readonly bool _namesAccounts = Channels.Any(channel => channel.Accounts.Count > 0);
    private readonly Dictionary<string, IReadOnlyList<Channel>> _ofPlatform =
        Channels.GroupBy(channel => channel.Platform.Name).ToDictionary(group => group.Key, IReadOnlyList<Channel> (group) => [.. group]);

    /// <summary>How many of its sends or, where it judges none, of its requests pass in a time; null for any number.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>The APIs its channels' platforms are reached through.</summary>
    public IReadOnlyList<IMessagingApi> Apis { get; } = [.. Channels.Select(channel => channel.Platform.Api).Distinct()];

    /// <summary>
    /// The channels a send can belong to: those of its platforms; of each platform those that name its account, or those that name none,
    /// or, when the account is not known to any, all.
    /// </summary>
    public IReadOnlyList<Channel> ChannelsFor(IReadOnlyList<string> platforms, string? account)
    {
        if (!_namesAccounts && platforms is [var only]) return _ofPlatform.GetValueOrDefault(only, []);
        var candidates = new List<Channel>(Channels.Count);
        foreach (var channel in Channels)
        {
            if (platforms.Contains(channel.Platform.Name) && Speaks(channel, account)) candidates.Add(channel);
        }

        return candidates;
    }

    private bool Speaks(Channel channel, string? account)
    {
        if (account is null || !_namesAccounts || channel.Accounts.Contains(account)) return true;
        var siblings = Channels.Where(other => other.Platform == channel.Platform).ToList();
        if (siblings.Exists(other => other.Accounts.Contains(account))) return false;
        return channel.Accounts.Count == 0 || siblings.TrueForAll(other => other.Accounts.Count > 0);
    }

    /// <summary>The channel names that a metadata value lists.</summary>
    public static string[] Names(string value) => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
