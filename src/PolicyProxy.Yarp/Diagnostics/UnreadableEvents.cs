using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PolicyProxy.Platforms;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Diagnostics;

/// <summary>Tells of clients' acts that open no window since they cannot be read: counts each, and names the place in the log now and then.</summary>
internal sealed class UnreadableEvents(MessagingMetrics metrics, TimeProvider time, ILogger<UnreadableEvents> logger)
{
    private static readonly TimeSpan TellPause = TimeSpan.FromMinutes(10);

    // As many as channels have places: what stands in an event has no part in it.
    private readonly ConcurrentDictionary<(string Channel, string Place), long> _told = new();

    /// <summary>Tells of each for every channel of its platform: whose it is cannot always be read.</summary>
    /// <param name="channels">The channels that the webhook may be for.</param>
    /// <param name="unreadable">What cannot be read.</param>
    /// <returns>What is of one of these channels.</returns>
    public IReadOnlyList<UnreadableEvent> Tell(List<Channel> channels, List<UnreadableEvent> unreadable)
    {
        unreadable.RemoveAll(one => !channels.Exists(channel => channel.Platform.Name == one.Platform));
        foreach (var one in unreadable)
        {
            foreach (var channel in channels.Where(channel => channel.Platform.Name == one.Platform)) Tell(channel, one);
        }

        return unreadable;
    }

    /// <summary>Tells of an act that names no account, where its channel has not exactly one.</summary>
    public UnreadableEvent TellOfNoAccount(Channel channel)
    {
        var unreadable = new UnreadableEvent(channel.Platform.Name, 0, "the account", "nothing, and the channel has not exactly one in Accounts");
        Tell(channel, unreadable);
        return unreadable;
    }

    private void Tell(Channel channel, UnreadableEvent unreadable)
    {
        metrics.UnreadableContact(channel.Name);
        var (key, now) = ((channel.Name, unreadable.Place), time.GetTimestamp());
        var isNew = _told.TryGetValue(key, out var last)
            ? time.GetElapsedTime(last, now) >= TellPause && _told.TryUpdate(key, now, last)
            : _told.TryAdd(key, now);
        if (!isNew) return;
        if (unreadable.Place == UnreadableEvent.Described) Log.DescribedAsUnreadable(logger, channel.Name, channel.Platform.Name, unreadable.Place);
        else Log.Unreadable(logger, channel.Name, channel.Platform.Name, unreadable.Place);
    }
}
