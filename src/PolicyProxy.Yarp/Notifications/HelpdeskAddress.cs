using PolicyProxy.Refusals;
using PolicyProxy.Yarp.Configuration;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace PolicyProxy.Yarp.Notifications;

/// <summary>Finds where the helpdesk takes an account's webhooks: at the channel's <c>RefusalUrl</c>, or where the last one was forwarded to.</summary>
internal sealed class HelpdeskAddress(IProxyStateLookup proxy, IRefusalJournal? journal = null)
{
    /// <summary>Whether it is known where an account's webhooks are taken.</summary>
    public bool IsKnown(Channel channel, string account) => channel.RefusalUrl is not null || journal?.FindSource(channel.Name, account) is not null;

    /// <summary>Where a webhook goes; null where there is no way.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="account">The account.</param>
    /// <param name="failures">How often it was tried in vain: another destination may be in better health.</param>
    /// <returns>The address, and the client of the cluster that it belongs to; null for any.</returns>
    public (Uri Url, HttpMessageInvoker? Client)? Find(Channel channel, string account, int failures)
    {
        if (channel.RefusalUrl is { } url) return (url, null);
        if (journal?.FindSource(channel.Name, account) is not { } source) return null;
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
