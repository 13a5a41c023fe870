using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Diagnostics;

/// <summary>Says at start what an operator has to know about the channels, and makes each channel known to the store.</summary>
internal sealed class StartUpNotices(CurrentMessaging messaging, IWindowStore store, TimeProvider time, ILogger<StartUpNotices> logger) : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var channel in messaging.Model.Channels)
        {
            if (channel.LacksSecret) Log.SecretMissing(logger, channel.Name);
            if (channel.IgnoresSignature) Log.SignatureIgnored(logger, channel.Name);
        }

        while (!await TryMakeKnownAsync(stoppingToken)) await Task.Delay(RetryPause, time, stoppingToken);
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
