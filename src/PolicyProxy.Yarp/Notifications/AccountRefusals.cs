using Microsoft.Extensions.Logging;
using PolicyProxy.Refusals;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;

namespace PolicyProxy.Yarp.Notifications;

/// <summary>Tells the helpdesk of one account's refusals, in order: none before the one before it was told or given up.</summary>
internal sealed class AccountRefusals(
    IRefusalJournal journal, HelpdeskAddress addresses, EventReceiver receiver, ReceiverHealth health, MessagingMetrics metrics, TimeProvider time, ILogger logger)
{
    // A helpdesk that is told of a message before it has noted the message's id knows of no such message.
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(1);

    // After that nobody waits for the message any more.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // As long as the helpdesk has for a webhook of the platform's.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private DateTimeOffset _notBefore;
    private int _failures;

    /// <summary>What is under way.</summary>
    public Task Telling { get; set; } = Task.CompletedTask;

    /// <summary>Tells what is due now, until the helpdesk does not take one.</summary>
    /// <param name="channel">The channel as it is configured now; null when it is no more.</param>
    /// <param name="refusals">The account's refusals, oldest first.</param>
    /// <param name="stop">Tells no more; what is on its way is brought to its end.</param>
    public async Task TellAsync(Channel? channel, IReadOnlyList<WaitingRefusal> refusals, CancellationToken stop)
    {
        try
        {
            foreach (var refusal in refusals)
            {
                if (stop.IsCancellationRequested || !await TryTellAsync(channel, refusal)) return;
            }
        }
        catch (Exception exception) // Whatever it is: the gateway goes on, and the refusal waits.
        {
            _notBefore = time.GetUtcNow() + RetryPause.Longest;
            Log.TellingOfRefusalsFailed(logger, refusals[0].Channel, exception);
        }
    }

    /// <summary>Tells one; false when it goes on waiting, and those after it with it.</summary>
    private async Task<bool> TryTellAsync(Channel? channel, WaitingRefusal refusal)
    {
        var now = time.GetUtcNow();
        var due = refusal.Time + FirstAfter;
        if (now - refusal.Time > Longest)
        {
            Log.RefusalGivenUp(logger, refusal.Channel);
            return await EndAsync(refusal, "given-up");
        }

        if (now < due || now < _notBefore) return false;
        if (await PostAsync(channel, refusal) is not { } problem)
        {
            _failures = 0;
            health.Took();
            return await EndAsync(refusal, "delivered");
        }

        _failures++;
        _notBefore = now + RetryPause.After(now - due);
        health.Failed(problem);
        metrics.RefusalTold(refusal.Channel, "failed");
        return false;
    }

    private async Task<bool> EndAsync(WaitingRefusal refusal, string result)
    {
        metrics.RefusalTold(refusal.Channel, result);
        await journal.RemoveAsync(refusal.Id);
        return true;
    }

    private async Task<string?> PostAsync(Channel? channel, WaitingRefusal refusal)
    {
        if (channel is null) return "the channel is no more";
        if (addresses.Find(channel, refusal.Account, _failures) is not { } address) return "no route leads to the helpdesk";

        // Of two secrets the helpdesk may know only one.
        var headers = channel.Secrets.Count == 0 ? [] : channel.Platform.Sign(address.Url, refusal.Body.Span, channel.Secrets[_failures % channel.Secrets.Count]);
        return await receiver.TryPostAsync(address.Url, refusal.ContentType, refusal.Body, headers, Patience, address.Client);
    }
}
