using PolicyProxy.Gateway.Telemetry;

namespace PolicyProxy.Gateway.Configuration;

/// <summary>
/// Looks at the configuration file once a second. Plain reading sees every way a file is replaced (editors, mounted volumes, symbolic
/// links), which file-system events do not.
/// </summary>
internal sealed class PolicyFileWatch(PolicyFile file, TimeProvider time, ILogger<PolicyFileWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!file.Refresh()) continue;
            if (file.Errors.Count == 0) Log.ConfigurationApplied(logger, file.Path);
            else Log.ConfigurationRejected(logger, string.Join(" | ", file.Errors));
        }
    }
}
