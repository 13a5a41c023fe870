using System.Globalization;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Lets through what the rate limits of routes allow that judge no sends; those that do count their sends, once they are read.</summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, RateLimits rateLimits, MessagingMetrics metrics)
{
    public Task InvokeAsync(HttpContext context) =>
        PolicyRouteFinder.FindLimited(context) is { } route ? LimitAsync(context, route) : next(context);

    private async Task LimitAsync(HttpContext context, PolicyRoute route)
    {
        using var lease = await rateLimits.TakeAsync(context, route.RateLimit!, account: null);
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        metrics.Throttled(context);
        MessagingOutcome.Begin(context, route.Role == RouteRole.Webhook ? "webhook" : "proxy").Reason = Reason.Throttled.Word();
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = RateLimits.RetryAfterSeconds(lease, route.RateLimit!).ToString(CultureInfo.InvariantCulture);
    }
}
