using Microsoft.AspNetCore.Http;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Finds the channel and the window of a send, and lets the policy decide.</summary>
internal sealed class SendJudge(CurrentMessaging messaging, IWindowStore store, ContactTies ties, MessagingMetrics metrics, TimeProvider time)
{
    // What several calls of the store may take together: a little more than one, so that one that hangs is known for what it is.
    private const double SeveralCalls = 1.25;

    /// <summary>Decides what was read from a request, or from an element of a batch.</summary>
    /// <param name="route">The route it came in on.</param>
    /// <param name="reading">What was read: a send, or a problem.</param>
    /// <param name="headers">The request's headers, of which one says whether a bot wrote.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    public ValueTask<SendDecision> JudgeAsync(
        PolicyRoute route, SendReading reading, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        if (reading.Send is not { } send) return new(NotUnderstood(route, reading.Platforms, reading.Problem!));
        if (route.ChannelsFor(send.Platforms, send.Account) is not { Count: > 0 } channels)
            return new(NotUnderstood(route, send.Platforms, $"this route has no channel of {string.Join(" or ", send.Platforms)}"));
        if (send.Contact is not null && channels[0].Conversation(send.Account, send.Contact) is null)
            return new(NotUnderstood(route, send.Platforms, "the path names no phone number id, and the route fixes none"));
        return TryRecallOpen(channels, send) is { } open ? new(open) : AskAsync(channels, send, headers, cancellationToken);
    }

    private async ValueTask<SendDecision> AskAsync(
        IReadOnlyList<Channel> channels, OutboundSend send, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        Channel channel;
        Verdict verdict;
        CountedSend? counted = null;
        using var limit = new StoreLimit(TimeSpan.FromMilliseconds(messaging.Model.Options.Store.OperationTimeoutMs * SeveralCalls), cancellationToken);
        try
        {
            (channel, var contact) = await FindAsync(channels, send, limit);
            send = send with { Automatic = channel.IsAutomatic(headers) };
            var warmingUp = channel.Policy.UnknownContacts == UnknownContacts.AllowDuringWarmUp
                && contact == LastContact.Never
                && await IsWarmingUpAsync(channel, limit.Token);
            verdict = ReplyPolicy.Decide(channel.Policy, send, contact, time.GetUtcNow(), warmingUp);
            if (ReplyPolicy.IsCounted(channel.Policy, verdict))
            {
                counted = Counted(channel, send, contact);
                if (!await store.TryCountSendAsync(counted, channel.Policy.MessagesPerWindow!.Value, limit.Token))
                    (counted, verdict) = (null, ReplyPolicy.DecideAboveLimit(channel.Policy, send, verdict));
            }
        }
        catch (Exception exception) when (exception is WindowStoreException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Whoever guards the store tells of it; here it is one verdict of many.
            (channel, var remembered) = Recall(channels, send);
            (send, counted) = (send with { Automatic = channel.IsAutomatic(headers) }, null);
            verdict = ReplyPolicy.DecideWithoutStore(channel.Policy, send, remembered, time.GetUtcNow());
        }

        return Decision(channel, send, verdict, counted);
    }

    /// <summary>Decides a request that cannot be read exactly one way.</summary>
    /// <param name="route">The route it came in on.</param>
    /// <param name="platforms">The platforms it can be for; none when it does not say.</param>
    /// <param name="problem">What cannot be read.</param>
    public static SendDecision NotUnderstood(PolicyRoute route, IReadOnlyList<string> platforms, string problem)
    {
        var channel = route.Channels.FirstOrDefault(channel => platforms.Contains(channel.Platform.Name)) ?? route.Channels[0];
        var isObserved = route.Channels.All(other => other.IsObserving);
        return new(channel, null, new(false, Reason.NotUnderstood), new(AnswerKind.NotUnderstood, problem), isObserved);
    }

    private GatewayAnswer Refusal(Channel channel, in Verdict verdict) => verdict.IsTemporary
        ? new(AnswerKind.StoreUnavailable, "the reply window cannot be looked up at the moment")
        : NotDeliveredText.For(channel.Platform.Name, channel.Policy, verdict, time.GetUtcNow(), channel.Texts);

    private SendDecision Decision(Channel channel, OutboundSend send, in Verdict verdict, CountedSend? counted = null) =>
        new(channel, send, verdict, verdict.IsAllowed ? null : Refusal(channel, verdict), channel.IsObserving) { Counted = counted };

    /// <summary>Allows a send whose standard window is open by what this process remembers; null when it does not remember that.</summary>
    private SendDecision? TryRecallOpen(IReadOnlyList<Channel> channels, OutboundSend send)
    {
        var (channel, remembered) = Recall(channels, send);
        if (remembered == LastContact.Never) return null;
        var verdict = ReplyPolicy.Decide(channel.Policy, send, remembered, time.GetUtcNow(), warmingUp: false);
        if (verdict.Reason != Reason.WindowOpen || ReplyPolicy.IsCounted(channel.Policy, verdict)) return null;
        metrics.WindowCacheHit();
        return Decision(channel, send, verdict);
    }

    // Sent after the client's act, of which is known: whatever another gateway's clock says that recorded it.
    private CountedSend Counted(Channel channel, OutboundSend send, LastContact contact)
    {
        var (now, last) = (time.GetUtcNow(), contact.Time!.Value);
        var record = channel.Record(channel.Conversation(send.Account, send.Contact!)!.Value, last > now ? last : now);
        return new(record.Conversation, last, record.Time, record.KeepUntil);
    }

    private (Channel Channel, LastContact Contact) Recall(IReadOnlyList<Channel> channels, OutboundSend send)
    {
        var (best, known) = (channels[0], LastContact.Never);
        if (send.Contact is null) return (best, known);
        for (var i = 0; i < channels.Count; i++)
        {
            if (channels[i].Conversation(send.Account, send.Contact) is not { } conversation) continue;
            var remembered = store.Recall(conversation);
            if (Knows(remembered, known)) (best, known) = (channels[i], remembered);
        }

        return (best, known);
    }

    private async Task<(Channel Channel, LastContact Contact)> FindAsync(IReadOnlyList<Channel> channels, OutboundSend send, StoreLimit limit)
    {
        if (send.Contact is null) return (channels[0], LastContact.Never);

        // The ties at once, too, so that the store is asked once: most of what is asked here is closed.
        var windows = new Task<LastContact>[channels.Count];
        var others = new Task<IReadOnlyList<string>>[channels.Count];
        for (var i = 0; i < channels.Count; i++)
        {
            var conversation = channels[i].Conversation(send.Account, send.Contact);
            windows[i] = conversation is { } known ? store.FindAsync(known) : Task.FromResult(LastContact.Never);
            others[i] = ties.OthersAsync(channels[i], conversation);
        }

        var (best, contact) = (0, await windows[0]);
        for (var i = 1; i < windows.Length; i++)
        {
            if (Knows(await windows[i], contact)) (best, contact) = (i, await windows[i]);
        }

        var channel = channels[best];
        if (channel.IsOpen(contact, time.GetUtcNow())) return (channel, contact);

        // Only what is not open under the id it was sent to is worth a look under the contact's other ids.
        if (await others[best] is not { Count: > 0 } ids) return (channel, contact);
        return (channel, await ties.FindAsync(channel.Conversation(send.Account, send.Contact)!.Value, ids, contact, limit.Token));
    }

    private static bool Knows(LastContact contact, LastContact other) =>
        contact.Time is { } time ? other.Time is not { } otherTime || time > otherTime : contact.IsErased && other == LastContact.Never;

    private async Task<bool> IsWarmingUpAsync(Channel channel, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return now < await store.FirstSeenAsync(channel.Name, now, cancellationToken) + channel.Policy.Window;
    }
}
