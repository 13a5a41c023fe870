using PolicyProxy.Policy;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;
using PolicyProxy.Yarp.Proxy;

namespace PolicyProxy.Yarp.Notifications;

/// <summary>Tells of one channel's windows what is due.</summary>
/// <remarks>
/// A due time only says when to look. What is told follows from the client's last message as it is known then, so an event that failed, was
/// cut off by a crash or is out of date is told, told again or left out by the same rule.
/// </remarks>
internal sealed class ChannelEvents(IWindowStore store, ContactTies ties, EventReceiver receiver, ReceiverHealth health, MessagingMetrics metrics, TimeProvider time)
{
    // How many events are on their way at once; one, to try it, while the receiver takes none.
    private const int MostAtOnce = 16;

    // Longer than an event can be on its way: what is due again by then was taken by somebody who is no more.
    private static readonly TimeSpan TakenFor = 2 * EventReceiver.Patience;

    /// <summary>Tells everything that is due now.</summary>
    /// <param name="channel">The channel as it is configured now.</param>
    /// <param name="policy">Who is told.</param>
    /// <param name="stop">Takes no more; what is on its way is brought to its end.</param>
    public async Task TellAsync(Channel channel, NotifyPolicy policy, CancellationToken stop)
    {
        try
        {
            var (most, taken) = (0, 0);
            do
            {
                most = health.IsFailing ? 1 : MostAtOnce;
                var now = time.GetUtcNow();
                var again = now + TakenFor;
                var due = await store.TakeDueAsync(channel.Name, now, again, most, CancellationToken.None);
                await Task.WhenAll(due.Select(conversation => LookAsync(channel, policy, conversation, again)));
                taken = due.Count;
            }
            while (taken == most && !health.IsFailing && !stop.IsCancellationRequested);
        }
        catch (WindowStoreException)
        {
            // Away, which whoever guards the store tells. What was taken is due again in a moment.
        }
    }

    private async Task LookAsync(Channel channel, NotifyPolicy policy, ConversationId conversation, DateTimeOffset again)
    {
        var own = await store.FindAsync(conversation);
        var next = await IsSameAsync(channel, conversation, own) ? await TellAsync(channel, policy, conversation, own) : null;
        await store.SetDueAsync(conversation, again, next);
    }

    // A client who has written since under another id is told of under that one.
    private async Task<bool> IsSameAsync(Channel channel, ConversationId conversation, LastContact own)
    {
        if (await ties.OthersAsync(channel, conversation) is not { Count: > 0 } others) return true;
        return (await ties.FindAsync(conversation, others, own, CancellationToken.None)).Time == own.Time;
    }

    /// <summary>Tells what is due of a conversation; answers when to look again, null for not before the client writes.</summary>
    private async Task<DateTimeOffset?> TellAsync(Channel channel, NotifyPolicy policy, ConversationId conversation, LastContact contact)
    {
        if (contact.Time is not { } lastContact)
        {
            // Erased, or forgotten a day after the window closed because the receiver took nothing for so long.
            if (!contact.IsErased) metrics.Notification(channel.Name, WindowEvent.Closed, "given-up");
            return null;
        }

        var now = time.GetUtcNow();
        var next = policy.Next(lastContact, now);
        if (policy.Due(lastContact, now) is not { } left) return next;

        var account = conversation.Account.Length > 0 ? conversation.Account : channel.OnlyAccount;
        var told = new WindowEvent(conversation, account, lastContact, lastContact + policy.Length, left);
        var problem = await receiver.TryPostAsync(policy, told.ToJson(now));
        metrics.Notification(channel.Name, told.Type, problem is null ? "delivered" : "failed");
        if (problem is null)
        {
            health.Took();
            return next;
        }

        health.Failed(problem);
        var again = now + RetryPause.After(now - policy.DueAt(lastContact, left));
        return again < next || next is null ? again : next;
    }
}
