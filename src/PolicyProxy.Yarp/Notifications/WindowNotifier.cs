using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;
using PolicyProxy.Yarp.Proxy;

namespace PolicyProxy.Yarp.Notifications;

/// <summary>Looks once a second what is to be told of each channel's windows. A channel whose receiver is slow holds up no other.</summary>
internal sealed class WindowNotifier(
    CurrentMessaging messaging, IWindowStore store, ContactTies ties, MessagingMetrics metrics, TimeProvider time, ILogger<WindowNotifier> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    // Requests that are under way as a channel begins to tell, and other gateways, still go by what was configured before.
    private static readonly TimeSpan SeedPause = TimeSpan.FromSeconds(5);

    private readonly EventReceiver _receiver = new();
    private readonly Dictionary<string, ChannelEvents> _channels = [];
    private readonly Dictionary<string, Task> _telling = [];
    private readonly Dictionary<string, Task> _seeding = [];

    /// <inheritdoc/>
    public override void Dispose()
    {
        _receiver.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Begin(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops, or could not start.
        }
        finally
        {
            // What is on its way arrives, and is not told again by whoever goes on.
            await Task.WhenAll([.. _telling.Values, .. _seeding.Values]);
        }
    }

    private void Begin(CancellationToken stop)
    {
        foreach (var channel in messaging.Model.Channels)
        {
            if (channel.Notify is not { } policy)
            {
                if (_seeding.GetValueOrDefault(channel.Name) is { IsCompleted: true }) _seeding.Remove(channel.Name);
                continue;
            }

            if (!_seeding.ContainsKey(channel.Name)) _seeding[channel.Name] = SeedAsync(channel.Name, stop);
            if (_telling.GetValueOrDefault(channel.Name) is { IsCompleted: false }) continue;
            if (!_channels.TryGetValue(channel.Name, out var events))
                _channels[channel.Name] = events = new(store, ties, _receiver, new(channel.Name, ReceiverHealth.Windows, time, logger), metrics, time);
            _telling[channel.Name] = TellAsync(events, channel, policy, stop);
        }
    }

    // Clients who wrote before the channel was to tell of windows: at the start, since that may have been when it last ran, and at an edit.
    private async Task SeedAsync(string channel, CancellationToken stop)
    {
        try
        {
            do await Task.Delay(SeedPause, time, stop);
            while (!await TrySeedAsync(channel, stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The gateway stops; the next one begins anew.
        }
        catch (Exception exception) // Whatever it is: the gateway goes on.
        {
            Log.TellingFailed(logger, channel, exception);
        }
    }

    private async Task<bool> TrySeedAsync(string channel, CancellationToken stop)
    {
        if (messaging.Model.Channels.FirstOrDefault(other => other.Name == channel)?.Notify is not { } policy) return true;
        try
        {
            var windows = await store.SeedDueAsync(channel, policy.FirstAfter, policy.Length, stop);
            if (windows > 0) Log.WindowsTakenIn(logger, channel, windows);
            return true;
        }
        catch (WindowStoreException)
        {
            // Away, which whoever guards the store tells.
            return false;
        }
    }

    private async Task TellAsync(ChannelEvents events, Channel channel, NotifyPolicy policy, CancellationToken stop)
    {
        try
        {
            await events.TellAsync(channel, policy, stop);
        }
        catch (Exception exception) // Whatever it is: the gateway goes on, and what was taken is due again.
        {
            Log.TellingFailed(logger, channel.Name, exception);
        }
    }
}
