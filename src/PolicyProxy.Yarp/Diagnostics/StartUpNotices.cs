using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Diagnostics;

/// <summary>Says at start what an operator has to know about the channels, and makes each channel known to the store.</summary>
internal sealed class StartUpNotices(CurrentMessaging messaging, IWindowStore store, TimeProvider time, ILogger<StartUpNotices> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var channel in messaging.Model.Channels)
        {
            if (channel.LacksSecret) Log.SecretMissing(logger, channel.Name);
            if (channel.IgnoresSignature) Log.SignatureIgnored(logger, channel.Name);
        }

        try
        {
            // Warm-up counts from here, not from the first send.
            foreach (var channel in messaging.Model.Channels) await store.FirstSeenAsync(channel.Name, time.GetUtcNow(), stoppingToken);
        }
        catch (WindowStoreException)
        {
            // The first send that asks makes it known, then.
        }
    }
}
