using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PolicyProxy.Refusals;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;

namespace PolicyProxy.Yarp.Notifications;

/// <summary>Looks once a second which refusals the helpdesk is to be told of. An account whose helpdesk is slow holds up no other.</summary>
internal sealed class RefusalTeller(
    CurrentMessaging messaging, HelpdeskAddress addresses, MessagingMetrics metrics, TimeProvider time, ILogger<RefusalTeller> logger, IRefusalJournal? journal = null)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly EventReceiver _receiver = new();
    private readonly Dictionary<(string Channel, string Account), AccountRefusals> _accounts = [];

    /// <inheritdoc/>
    public override void Dispose()
    {
        _receiver.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (journal is null) return;
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Begin(journal, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops, or could not start.
        }
        finally
        {
            // What is on its way arrives, and is not told again after the next start.
            await Task.WhenAll(_accounts.Values.Select(account => account.Telling));
        }
    }

    private void Begin(IRefusalJournal waiting, CancellationToken stop)
    {
        if (waiting.Count == 0 && _accounts.Count == 0) return;
        var accounts = waiting.Waiting.ToLookup(refusal => (refusal.Channel, refusal.Account));
        foreach (var gone in _accounts.Where(account => account.Value.Telling.IsCompleted && !accounts.Contains(account.Key)).ToList()) _accounts.Remove(gone.Key);
        foreach (var refusals in accounts)
        {
            if (!_accounts.TryGetValue(refusals.Key, out var account))
                _accounts[refusals.Key] = account = new(waiting, addresses, _receiver, new(refusals.Key.Channel, ReceiverHealth.Refusals, time, logger), metrics, time, logger);
            if (account.Telling.IsCompleted) account.Telling = account.TellAsync(messaging.Model.FindChannel(refusals.Key.Channel), [.. refusals], stop);
        }
    }
}
