using Microsoft.AspNetCore.Http;
using PolicyProxy.Yarp.Configuration;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>What is left out of a request to a platform: what could turn it into another one, and what tells of the proxy.</summary>
internal sealed class ForwardingTransforms : ITransformProvider
{
    // The body is whole when it is forwarded, so there is nothing left to expect.
    private static readonly string[] Dropped =
        ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "Expect", "HTTP2-Settings", "X-Content-Length"];

    public void ValidateRoute(TransformRouteValidationContext context)
    {
        // A route's own transforms are YARP's to validate.
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
        // Nothing of a cluster's matters here.
    }

    public void Apply(TransformBuilderContext context)
    {
        if (context.Route.Metadata?.ContainsKey(PolicyRoute.SendKey) != true) return;
        context.UseDefaultForwarders ??= false;
        foreach (var header in Dropped) context.AddRequestHeaderRemove(header);
        context.AddRequestTransform(NeverRepeat);
    }

    // The HTTP client repeats a request by itself when a kept connection breaks, unless it has begun to send a body: so a POST that has
    // none, or a send by another verb with everything in its query, gets one of no bytes.
    private static ValueTask NeverRepeat(RequestTransformContext context)
    {
        var isSend = MessagingOutcome.Of(context.HttpContext)?.Verdict is not null;
        var method = context.HttpContext.Request.Method;
        if (context.ProxyRequest.Content is null && (isSend || HttpMethods.IsPost(method) || HttpMethods.IsPatch(method)))
            context.ProxyRequest.Content = new ByteArrayContent([]);
        return default;
    }
}
