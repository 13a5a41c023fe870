using PolicyProxy.Policy;
using PolicyProxy.Refusals;
using PolicyProxy.Yarp.Configuration;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace PolicyProxy.Yarp.Notifications;

/// <summary>
/// Finds where the helpdesk takes a refusal: at the address that the send names, at the channel's <c>RefusalUrl</c>, or where the account's
/// last webhook was forwarded to.
/// </summary>
internal sealed class HelpdeskAddress(IProxyStateLookup proxy, IRefusalJournal? journal = null)
{
    // As much as Twilio takes.
    private const int LongestUrl = 4000;

    /// <summary>The address that a send names, where the operator lets its host be told; null for none.</summary>
    public static Uri? FindNamed(Channel channel, OutboundSend send) =>
        channel.RefusalHosts.Count > 0
        && channel.Platform.ReadFailureUrl(send) is { Length: <= LongestUrl } written
        && WebAddress.TryRead(written, out var url)
        && channel.RefusalHosts.Contains(url.Authority)
            ? url
            : null;

    /// <summary>Whether it is known where an account's refusals are told that name no address themselves.</summary>
    public bool IsKnown(Channel channel, string account) =>
        channel.RefusalUrl is not null || (channel.Platform.FailuresFollowWebhooks && journal?.FindSource(channel.Name, account) is not null);

    /// <summary>Where a refusal is told; null where there is no way.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="refusal">The refusal.</param>
    /// <param name="failures">How often it was tried in vain: another destination may be in better health.</param>
    /// <returns>The address, and the client of the cluster that it belongs to; null for any.</returns>
    public (Uri Url, HttpMessageInvoker? Client)? Find(Channel channel, WaitingRefusal refusal, int failures)
    {
        // What the operator trusts may have changed since.
        if (refusal.Url is { } named && channel.RefusalHosts.Contains(named.Authority)) return (named, null);
        if (channel.RefusalUrl is { } url) return (url, null);
        if (journal?.FindSource(channel.Name, refusal.Account) is not { } source) return null;
        if (FindRoute(channel, source.Route)?.Cluster is not { } cluster) return null;
        var destinations = cluster.DestinationsState.AvailableDestinations;
        if (destinations.Count == 0) return null;
        return (new($"{destinations[failures % destinations.Count].Model.Config.Address.TrimEnd('/')}{source.Target}"), cluster.Model.HttpClient);
    }

    // A route that is no more has another in its place.
    private RouteModel? FindRoute(Channel channel, string id) =>
        proxy.TryGetRoute(id, out var route) && Takes(route, channel)
            ? route
            : proxy.GetRoutes().Where(other => Takes(other, channel)).OrderBy(other => other.Config.Order ?? 0).FirstOrDefault();

    private static bool Takes(RouteModel route, Channel channel) =>
        route.Config.Metadata is PolicyMetadata { Route: { Role: RouteRole.Webhook } policy } && policy.Channels.Any(other => other.Name == channel.Name);
}
