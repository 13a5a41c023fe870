using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PolicyProxy.Gateway.Admin;

/// <summary>The answers of <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class HealthAnswer
{
    /// <summary>Alive: the process answers.</summary>
    public static Task WriteLiveAsync(HttpContext context) => WriteAsync(context, HealthStatus.Healthy, []);

    /// <summary>Ready: webhooks are recorded and sends judged. Only then, and while degraded, the status is 200.</summary>
    public static Task WriteReadyAsync(HttpContext context, HealthReport report)
    {
        var isRunning = context.RequestServices.GetRequiredService<ProxyLife>().IsRunning;
        return WriteAsync(context, isRunning ? report.Status : HealthStatus.Unhealthy, report.Entries);
    }

    private static Task WriteAsync(HttpContext context, HealthStatus status, IEnumerable<KeyValuePair<string, HealthReportEntry>> checks)
    {
        context.Response.StatusCode = status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return context.Response.WriteAsJsonAsync(new
        {
            status = Word(status),
            checks = checks.Select(check => new { name = check.Key, status = Word(check.Value.Status), detail = check.Value.Description ?? "" }),
        });
    }

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ready",
        HealthStatus.Degraded => "degraded",
        _ => "unready",
    };
}
