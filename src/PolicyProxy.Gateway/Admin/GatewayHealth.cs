using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PolicyProxy.Gateway.Admin;

/// <summary>Whether the proxy takes requests: not yet while it starts, not for long any more once it was told to stop.</summary>
/// <param name="proxy">The life of the proxy's host.</param>
internal sealed class GatewayHealth(IHostApplicationLifetime proxy) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (proxy.ApplicationStopping.IsCancellationRequested)
            return HealthCheckResult.Unhealthy("draining: the gateway was told to stop; requests in flight may finish, new ones belong elsewhere.");
        return proxy.ApplicationStarted.IsCancellationRequested
            ? HealthCheckResult.Healthy("It takes requests.")
            : HealthCheckResult.Unhealthy("starting: the gateway does not take requests yet.");
    }
}
