using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Finds what the policy has to do on the route that YARP matched.</summary>
internal static class PolicyRouteFinder
{
    /// <summary>Looks the matched route up.</summary>
    /// <param name="context">The request.</param>
    /// <param name="routes">The policy's routes of one kind.</param>
    /// <param name="key">The metadata key that makes a route one of that kind.</param>
    /// <param name="route">
    /// The policy's route; null when YARP's route asks for the policy but the configuration in force does not have it, which can be for
    /// the blink of an eye while an edit is applied: such a request must not pass.
    /// </param>
    /// <returns>Whether the matched route asks for the policy.</returns>
    public static bool TryFind(HttpContext context, FrozenDictionary<string, PolicyRoute> routes, string key, out PolicyRoute? route)
    {
        var matched = context.GetReverseProxyFeature().Route.Config;
        return routes.TryGetValue(matched.RouteId, out route) || matched.Metadata?.ContainsKey(key) == true;
    }
}
