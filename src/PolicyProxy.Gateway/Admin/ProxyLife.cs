namespace PolicyProxy.Gateway.Admin;

/// <summary>Whether the proxy is starting, running or draining.</summary>
internal sealed class ProxyLife(IHostApplicationLifetime lifetime)
{
    /// <summary>Whether it takes requests and is not about to stop.</summary>
    public bool IsRunning => lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested;
}
