using Microsoft.Extensions.Logging;
using PolicyProxy.Policy;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Finds the channel and the window of a send, and lets the policy decide.</summary>
internal sealed class SendJudge(IWindowStore store, TimeProvider time, ILogger<SendJudge> logger)
{
    /// <summary>Decides a send.</summary>
    /// <param name="channels">The channels it can belong to, at least one.</param>
    /// <param name="send">The send.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>
    /// The channel that knows the contact, or the first one, and its verdict; no verdict when the send names no account and the channel's
    /// windows belong to one.
    /// </returns>
    public async ValueTask<(Channel Channel, Verdict? Verdict)> JudgeAsync(
        IReadOnlyList<Channel> channels, OutboundSend send, CancellationToken cancellationToken)
    {
        var channel = channels[0];
        try
        {
            var contact = LastContact.Never;
            if (send.Contact is not null)
            {
                if (channel.Conversation(send.Account, send.Contact) is null) return (channel, null);
                (channel, contact) = await FindAsync(channels, send, cancellationToken);
            }

            var warmingUp = channel.Policy.UnknownContacts == UnknownContacts.AllowDuringWarmUp
                && contact == LastContact.Never
                && await IsWarmingUpAsync(channel, cancellationToken);
            return (channel, ReplyPolicy.Decide(channel.Policy, send, contact, time.GetUtcNow(), warmingUp));
        }
        catch (WindowStoreException exception)
        {
            Log.StoreFailed(logger, exception.Message);
            return (channel, ReplyPolicy.DecideWithoutStore(channel.Policy, send));
        }
    }

    private async Task<(Channel Channel, LastContact Contact)> FindAsync(
        IReadOnlyList<Channel> channels, OutboundSend send, CancellationToken cancellationToken)
    {
        var lookups = new List<Task<LastContact>>(channels.Count);
        foreach (var channel in channels)
        {
            if (channel.Conversation(send.Account, send.Contact!) is { } conversation) lookups.Add(store.FindAsync(conversation, cancellationToken));
            else lookups.Add(Task.FromResult(LastContact.Never));
        }

        var found = await Task.WhenAll(lookups);
        var best = 0;
        for (var i = 1; i < found.Length; i++)
        {
            if (Knows(found[i], found[best])) best = i;
        }

        return (channels[best], found[best]);
    }

    private static bool Knows(LastContact contact, LastContact other) =>
        contact.Time is { } time ? other.Time is not { } otherTime || time > otherTime : contact.IsErased && other == LastContact.Never;

    private async Task<bool> IsWarmingUpAsync(Channel channel, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return now < await store.FirstSeenAsync(channel.Name, now, cancellationToken) + channel.Policy.Window;
    }
}
