using PolicyProxy.Yarp.Configuration;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>How long the other side may take where the configuration does not say: a helpdesk 15 s, since platforms give up at 20; a platform 30 s.</summary>
internal sealed class ForwardingTimeouts(IEnumerable<IProxyConfigProvider> providers) : IProxyConfigFilter
{
    private static readonly TimeSpan Helpdesk = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Platform = TimeSpan.FromSeconds(30);

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel)
    {
        if (cluster.HttpRequest?.ActivityTimeout is not null) return new(cluster);
        TimeSpan? timeout = IsUsed(cluster, PolicyRoute.WebhookKey) ? Helpdesk : IsUsed(cluster, PolicyRoute.SendKey) ? Platform : null;
        if (timeout is null) return new(cluster);
        return new(cluster with { HttpRequest = (cluster.HttpRequest ?? ForwarderRequestConfig.Empty) with { ActivityTimeout = timeout } });
    }

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) => new(route);

    private bool IsUsed(ClusterConfig cluster, string key) =>
        providers.SelectMany(provider => provider.GetConfig().Routes).Any(route =>
            string.Equals(route.ClusterId, cluster.ClusterId, StringComparison.OrdinalIgnoreCase) && route.Metadata?.ContainsKey(key) == true);
}
