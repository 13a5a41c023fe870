using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Diagnostics;

/// <summary>
/// Says what an operator has to know about the channels, at the start and when an edit changes it, and makes each channel known to the store
/// as soon as it is configured.
/// </summary>
internal sealed class ChannelNotices(CurrentMessaging messaging, IWindowStore store, TimeProvider time, ILogger<ChannelNotices> logger) : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private HashSet<string> _lackingSecret = [];
    private HashSet<string> _ignoringSignature = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = new SemaphoreSlim(1);
        void Signal() => changes.Release();
        messaging.Applied += Signal;
        try
        {
            while (true)
            {
                await changes.WaitAsync(stoppingToken);
                Tell();
                while (!await TryMakeKnownAsync(stoppingToken)) await Task.Delay(RetryPause, time, stoppingToken);
            }
        }
        finally
        {
            messaging.Applied -= Signal;
        }
    }

    private void Tell()
    {
        var channels = messaging.Model.Channels;
        var lacking = channels.Where(channel => channel.LacksSecret).Select(channel => channel.Name).ToHashSet();
        var ignoring = channels.Where(channel => channel.IgnoresSignature).Select(channel => channel.Name).ToHashSet();
        foreach (var channel in lacking.Except(_lackingSecret)) Log.SecretMissing(logger, channel);
        foreach (var channel in ignoring.Except(_ignoringSignature)) Log.SignatureIgnored(logger, channel);
        (_lackingSecret, _ignoringSignature) = (lacking, ignoring);
    }

    // Warm-up counts from here, not from the first send.
    private async Task<bool> TryMakeKnownAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var channel in messaging.Model.Channels) await store.FirstSeenAsync(channel.Name, time.GetUtcNow(), stoppingToken);
            return true;
        }
        catch (WindowStoreException)
        {
            return false;
        }
    }
}
