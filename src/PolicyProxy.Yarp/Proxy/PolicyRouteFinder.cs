using Microsoft.AspNetCore.Http;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Finds what is to be done on the route that YARP matched.</summary>
internal static class PolicyRouteFinder
{
    /// <summary>The matched route, under the configuration that it is of, when it captures webhooks; null otherwise.</summary>
    /// <exception cref="InvalidOperationException">As with <see cref="FindSend"/>.</exception>
    public static PolicyRoute? FindWebhook(HttpContext context) => Find(context) is { Role: RouteRole.Webhook } route ? route : null;

    /// <summary>The matched route, under the configuration that it is of, when it judges sends; null otherwise.</summary>
    /// <exception cref="InvalidOperationException">
    /// A filter of the host's has put other metadata in place of the policy's: what cannot be judged must not pass.
    /// </exception>
    public static PolicyRoute? FindSend(HttpContext context) => Find(context) is { Role: RouteRole.Send } route ? route : null;

    /// <summary>The matched route, under the configuration that it is of, when it limits the rate of requests rather than of sends; null otherwise.</summary>
    /// <exception cref="InvalidOperationException">As with <see cref="FindSend"/>.</exception>
    public static PolicyRoute? FindLimited(HttpContext context) =>
        Find(context) is { RateLimit: not null, Role: not RouteRole.Send } route ? route : null;

    private static PolicyRoute? Find(HttpContext context)
    {
        var metadata = context.GetReverseProxyFeature().Route.Config.Metadata;
        if (metadata is null or PolicyMetadata) return ((PolicyMetadata?)metadata)?.Route;
        return metadata.ContainsKey(PolicyRoute.SendKey) || metadata.ContainsKey(PolicyRoute.WebhookKey)
            ? throw new InvalidOperationException("The metadata of a route of the policy's was replaced.")
            : null;
    }
}
