using Microsoft.Extensions.Diagnostics.HealthChecks;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Gateway.Telemetry;
using PolicyProxy.Stores;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Gateway.Admin;

/// <summary>Whether the store takes records. While it does not, the journal does.</summary>
internal sealed class StoreHealth(JournaledWindowStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy("The store takes records.");
        }
        catch (WindowStoreException exception)
        {
            return HealthCheckResult.Degraded($"The store does not take records, open conversations go on: {exception.Message}");
        }
    }
}

/// <summary>
/// Whether records can wait on the local disk, and how many wait there, and how many refusals. Without store and journal, webhooks could be
/// recorded nowhere.
/// </summary>
internal sealed class JournalHealth(JournaledWindowStore store, TimeProvider time) : IHealthCheck
{
    // By then a helpdesk that works has been told.
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var isStoreAway = await IsStoreAwayAsync(cancellationToken);
        try
        {
            await store.TryJournalAsync();
        }
        catch (WindowStoreException exception)
        {
            return isStoreAway
                ? HealthCheckResult.Unhealthy($"Webhooks can be recorded nowhere and are refused: {exception.Message}")
                : HealthCheckResult.Degraded($"If the store went away, webhooks could be recorded nowhere: {exception.Message}");
        }

        if (isStoreAway) return HealthCheckResult.Degraded($"Records that wait in {store.JournalFolder} for the store: {store.WaitingRecords}.{Refusals()}");
        if (store.WaitingRecords > 0) return HealthCheckResult.Degraded($"Records that wait in {store.JournalFolder}: {store.WaitingRecords}.{Refusals()}");
        return store.Refusals.Waiting is [var oldest, ..] && time.GetUtcNow() - oldest.Time > Usual
            ? HealthCheckResult.Degraded($"No record waits.{Refusals()}")
            : HealthCheckResult.Healthy($"No record waits.{Refusals()}");
    }

    private async Task<bool> IsStoreAwayAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.PingAsync(cancellationToken);
            return false;
        }
        catch (WindowStoreException)
        {
            return true;
        }
    }

    private string Refusals() => store.Refusals.Count == 0 ? "" : $" Refused messages of which the helpdesk is yet to be told: {store.Refusals.Count}.";
}

/// <summary>Whether the configuration file as it is now is the configuration in force, and the log goes where it says.</summary>
internal sealed class ConfigurationHealth(PolicyFile file, GatewayLog log) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = new List<string>();
        if (file.Errors is { Count: > 0 } errors) problems.Add($"The edited file is rejected, the configuration before it stays in force: {string.Join(" | ", errors)}");
        if (log.Faults?.Current is { } fault) problems.Add($"The log does not go where Serilog sends it: {fault}");
        return Task.FromResult(problems.Count > 0 ? HealthCheckResult.Degraded(string.Join(" | ", problems)) : HealthCheckResult.Healthy("The file is in force."));
    }
}

/// <summary>Whether every channel whose webhooks have to be signed has a secret to check them with.</summary>
internal sealed class SecretsHealth(CurrentMessaging messaging) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var lacking = messaging.Model.Channels.Where(channel => channel.LacksSecret).Select(channel => channel.Name).ToList();
        return Task.FromResult(lacking.Count > 0
            ? HealthCheckResult.Degraded($"No app secret is set, so every webhook is refused: {string.Join(", ", lacking)}.")
            : HealthCheckResult.Healthy("Every channel has an app secret, or checks no signature."));
    }
}
