using PolicyProxy.Yarp.Proxy;
using Serilog.Events;
using Yarp.ReverseProxy.Model;
using ILogger = Serilog.ILogger;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>Writes one line a request.</summary>
internal sealed class RequestLog(RequestDelegate next, TimeProvider time, GatewayLog log)
{
    private const string None = "-";

    private readonly ILogger _logger = log.Serilog.ForContext<RequestLog>();

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
            if (_logger.IsEnabled(LogEventLevel.Information)) Write(context, failed ?? context.Response.StatusCode, time.GetElapsedTime(start));
        }
    }

    private void Write(HttpContext context, int status, TimeSpan duration)
    {
        var outcome = MessagingOutcome.Of(context);
        var route = context.Features.Get<IReverseProxyFeature>()?.Route.Config.RouteId;
        var line = new RequestLine(
            time.GetLocalNow(), outcome?.Kind ?? "proxy", context.Request.Method, route ?? None, outcome?.Channel ?? None, outcome?.Contact ?? None,
            outcome?.Verdict ?? None, outcome?.Reason ?? None, status, duration, context.TraceIdentifier);
        if (log.Requests is { } output) output.Write(line);
        else _logger.Write(line.ToEvent());
    }
}
