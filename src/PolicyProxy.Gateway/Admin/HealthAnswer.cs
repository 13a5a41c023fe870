using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PolicyProxy.Gateway.Admin;

/// <summary>The answers of <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class HealthAnswer
{
    /// <summary>Alive: the process answers.</summary>
    public static Task WriteLiveAsync(HttpContext context) => context.Response.WriteAsJsonAsync(Describe(HealthStatus.Healthy, []));

    /// <summary>Ready: webhooks are recorded and sends judged. Only then, and while degraded, the status is 200.</summary>
    public static Task WriteReadyAsync(HttpContext context, HealthReport report)
    {
        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return context.Response.WriteAsJsonAsync(Describe(report));
    }

    /// <summary>What is answered, as it is written.</summary>
    public static object Describe(HealthReport report) => Describe(report.Status, report.Entries);

    private static object Describe(HealthStatus status, IEnumerable<KeyValuePair<string, HealthReportEntry>> checks) => new
    {
        status = Word(status),
        checks = checks.Select(check => new { name = check.Key, status = Word(check.Value.Status), detail = check.Value.Description ?? "" }),
    };

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ready",
        HealthStatus.Degraded => "degraded",
        _ => "unready",
    };
}
