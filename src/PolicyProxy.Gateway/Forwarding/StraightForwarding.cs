using System.Diagnostics;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace PolicyProxy.Gateway.Forwarding;

/// <summary>
/// Forwards a request straight away where the rest of YARP's stages have nothing to do: there is one destination, and neither session
/// affinity nor passive health checks nor a limit of the route's. They cost as much as the policy does.
/// </summary>
internal sealed class StraightForwarding(RequestDelegate next, IHttpForwarder forwarder)
{
    public Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        var cluster = proxy.Cluster;
        if (proxy.AvailableDestinations.Count != 1 || HasStages(cluster.Config, proxy.Route)) return next(context);

        var destination = proxy.AvailableDestinations[0];
        proxy.ProxiedDestination = destination;
        var forwarding = forwarder.SendAsync(
            context, destination.Model.Config.Address, cluster.HttpClient, cluster.Config.HttpRequest ?? ForwarderRequestConfig.Empty, proxy.Route.Transformer);
        return forwarding.IsCompletedSuccessfully ? Task.CompletedTask : forwarding.AsTask();
    }

    // Whoever traces wants to see the stages.
    private static bool HasStages(ClusterConfig cluster, RouteModel route) =>
        cluster.SessionAffinity?.Enabled == true
        || cluster.HealthCheck?.Passive?.Enabled == true
        || route.Config.MaxRequestBodySize is not null
        || Activity.Current is not null;
}
