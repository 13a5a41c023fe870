using Microsoft.AspNetCore.Http;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Proxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>
/// Finds requests that need nothing of YARP's transforms and nothing of the HTTP client of .NET: those go out on connections of the
/// gateway's own, at a fraction of the cost. It is for a host that has no transforms but the policy's and makes no HTTP clients of its own.
/// </summary>
/// <param name="addresses">The addresses of destinations.</param>
internal sealed class PlainUpstream(UpstreamAddresses addresses)
{
    /// <summary>The request as it goes out; null where it is YARP's to forward.</summary>
    /// <param name="context">The request, which is here as a whole.</param>
    /// <param name="prefix">The destination's address.</param>
    /// <param name="config">How the cluster's requests are made.</param>
    public UpstreamRequest? Find(HttpContext context, string prefix, ForwarderRequestConfig config)
    {
        if (context.Features.Get<IReverseProxyFeature>() is not { } proxy || !IsPlain(proxy, config) || !IsUsual(context)) return null;
        if (addresses.Find(prefix) is not { } address) return null;
        var isSend = ((PolicyMetadata)proxy.Route.Config.Metadata!).Route.Role == RouteRole.Send;

        // Both change what is forwarded, and are rare.
        if (isSend ? ForwardingLoop.LeadsTo(context, prefix) : context.Features.Get<WebhookSources>() is not null) return null;
        return new(context, address, proxy.ProxiedDestination?.Model.Config.Host is { Length: > 0 } host ? host : address.Authority, isSend);
    }

    private static bool IsPlain(IReverseProxyFeature proxy, ForwarderRequestConfig config) =>
        proxy.Route.Config is { Transforms: null or { Count: 0 }, Metadata: PolicyMetadata { Route.Role: not RouteRole.Proxy } }
        && proxy.Cluster.Config.HttpClient is null
        && config is { Version: null or { Major: 1, Minor: 1 }, VersionPolicy: null or HttpVersionPolicy.RequestVersionOrLower, AllowResponseBuffering: null or false };

    private static bool IsUsual(HttpContext context) =>
        context.Request.Method is "POST" or "PUT" or "PATCH" or "DELETE" && HttpProtocol.IsHttp11(context.Request.Protocol);
}
