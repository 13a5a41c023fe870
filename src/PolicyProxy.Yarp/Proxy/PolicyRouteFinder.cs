using Microsoft.AspNetCore.Http;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Finds what the policy has to do on the route that YARP matched.</summary>
internal static class PolicyRouteFinder
{
    /// <summary>What the policy does on the matched route, under the configuration that the route is of; null when that is nothing.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">The metadata key that makes a route one of the kind looked for.</param>
    /// <exception cref="InvalidCastException">
    /// A filter of the host's has put other metadata in place of the policy's: what cannot be judged must not pass.
    /// </exception>
    public static PolicyRoute? Find(HttpContext context, string key)
    {
        var metadata = context.GetReverseProxyFeature().Route.Config.Metadata;
        return metadata?.ContainsKey(key) == true ? ((PolicyMetadata)metadata).Route : null;
    }
}
