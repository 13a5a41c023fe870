using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Refusals;
using PolicyProxy.Yarp.Configuration;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>
/// How a request of the policy's routes is forwarded: by the address it was written with; and to a platform without what could turn it into
/// another request, and what tells of the proxy.
/// </summary>
/// <param name="loop">Marks what could come back.</param>
/// <param name="journal">Where refusals that are told later wait; null where there is none.</param>
internal sealed class ForwardingTransforms(ForwardingLoop loop, IRefusalJournal? journal = null) : ITransformProvider
{
    // The body is whole when it is forwarded, so there is nothing left to expect.
    private static readonly FrozenSet<string> Dropped =
        new[] { "Expect", "HTTP2-Settings", "X-Content-Length" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] MethodOverrides = ["xhttpmethodoverride", "xhttpmethod", "xmethodoverride"];

    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

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
        var isSend = context.Route.Metadata?.ContainsKey(PolicyRoute.SendKey) == true;
        if (!isSend && context.Route.Metadata?.ContainsKey(PolicyRoute.WebhookKey) != true) return;
        if (isSend) context.UseDefaultForwarders ??= false;
        context.AddRequestTransform(isSend ? ForwardSend : ForwardWebhook);
        context.AddResponseTransform(static answered =>
        {
            KeepToStatus(answered.HttpContext.Response);
            return default;
        });
        if (!isSend && journal is not null && context.Route.Metadata is PolicyMetadata { Route: var policy } && policy.Channels.Any(channel => channel.RefusesLater))
            context.AddRequestTransform(forwarded => Remember(forwarded, context.Route.RouteId));
    }

    private static ValueTask ForwardWebhook(RequestTransformContext context)
    {
        KeepAddress(context);
        return default;
    }

    private ValueTask Remember(RequestTransformContext context, string route)
    {
        context.HttpContext.Features.Get<WebhookSources>()?.Remember(context, route, journal!);
        return default;
    }

    private ValueTask ForwardSend(RequestTransformContext context)
    {
        KeepAddress(context);
        DropHeaders(context.ProxyRequest.Headers);
        loop.Mark(context);
        NeverRepeat(context);
        return default;
    }

    /// <summary>Takes back a length that an answer cannot have: the server would hold the gateway to it.</summary>
    public static void KeepToStatus(HttpResponse response)
    {
        if (response.StatusCode == StatusCodes.Status204NoContent) response.ContentLength = null;
    }

    /// <summary>
    /// The path as it was written. YARP would escape anew what is escaped already (%2F), and what some clients leave unescaped ({}). Only a
    /// path in which an upstream could find dot segments once it decodes it is left to YARP, which makes them plain text: for that, null.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="path">The path as the route's transforms leave it.</param>
    public static string? KeptPath(HttpContext context, PathString path)
    {
        var written = SendRequest.Target(context).Path;
        if (!written.Contains('%', StringComparison.Ordinal)) return path.HasValue ? path.Value : "/";
        return path != context.Request.Path || Uri.UnescapeDataString(Uri.UnescapeDataString(written)).Contains("..", StringComparison.Ordinal) ? null : written;
    }

    /// <summary>Whether a platform is not told a header of a send.</summary>
    public static bool IsDropped(string name) => Dropped.Contains(name) || OverridesMethod(name);

    private static void KeepAddress(RequestTransformContext context)
    {
        if (KeptPath(context.HttpContext, context.Path) is not { } path) return;
        context.ProxyRequest.RequestUri = new($"{context.DestinationPrefix.AsSpan().TrimEnd('/')}{path}{context.Query.QueryString.Value}", AsItIs);
    }

    private static void DropHeaders(HttpRequestHeaders headers)
    {
        List<string>? dropped = null;
        foreach (var (name, _) in headers.NonValidated)
        {
            if (IsDropped(name)) (dropped ??= []).Add(name);
        }

        foreach (var name in dropped ?? []) headers.Remove(name);
    }

    // In every spelling that a server could take for the same name.
    private static bool OverridesMethod(string name) =>
        name.Contains("method", StringComparison.OrdinalIgnoreCase)
        && MethodOverrides.Contains(string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant());

    // The HTTP client repeats a request by itself when a kept connection breaks, unless it has begun to send a body: so a POST that has
    // none, or a send by another verb with everything in its query, gets one of no bytes.
    private static void NeverRepeat(RequestTransformContext context)
    {
        var isSend = MessagingOutcome.Of(context.HttpContext)?.Verdict is not null;
        var method = context.HttpContext.Request.Method;
        if (context.ProxyRequest.Content is null && (isSend || HttpMethods.IsPost(method) || HttpMethods.IsPatch(method)))
            context.ProxyRequest.Content = new ByteArrayContent([]);
    }
}
