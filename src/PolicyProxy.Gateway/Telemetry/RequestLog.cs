using PolicyProxy.Yarp.Proxy;
using Yarp.ReverseProxy.Model;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>Writes one line a request, without its path and query: they can name tokens and clients.</summary>
internal sealed class RequestLog(RequestDelegate next, TimeProvider time, ILogger<RequestLog> logger)
{
    private const string None = "-";

    public async Task InvokeAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        int? failed = null;
        try
        {
            await next(context);
        }
        catch
        {
            failed = context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest : StatusCodes.Status500InternalServerError;
            throw;
        }
        finally
        {
            Write(context, failed ?? context.Response.StatusCode, time.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    private void Write(HttpContext context, int status, double milliseconds)
    {
        var outcome = MessagingOutcome.Of(context);
        var route = context.Features.Get<IReverseProxyFeature>()?.Route.Config.RouteId;
        Log.Request(
            logger, outcome?.Kind ?? "proxy", context.Request.Method, route ?? None, outcome?.Channel ?? None, outcome?.Contact ?? None,
            outcome?.Verdict ?? None, outcome?.Reason ?? None, status, milliseconds, context.TraceIdentifier);
    }
}
