using Microsoft.Extensions.Logging;
using PolicyProxy.Platforms;
using PolicyProxy.Refusals;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Diagnostics;
using PolicyProxy.Yarp.Notifications;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Answers a refused send as if the platform had taken it, once what the helpdesk is told of it later is on the disk.</summary>
internal sealed class LaterRefusals(HelpdeskAddress addresses, TimeProvider time, ILogger<LaterRefusals> logger, IRefusalJournal? journal = null)
{
    /// <summary>Whether a decision is such a refusal: for good, and of a channel that tells of it later.</summary>
    public static bool IsLater(SendDecision decision) => decision is { Channel.RefusesLater: true, Refusal.Kind: AnswerKind.NotDelivered };

    /// <summary>The answer; null when nobody could be told later, so that it has to be told now.</summary>
    /// <param name="decision">The refusal.</param>
    public async Task<PlatformAnswer?> TryAcceptAsync(SendDecision decision)
    {
        var (channel, send) = (decision.Channel, decision.Send!);
        if ((send.Account ?? channel.OnlyAccount) is not { } account || channel.LacksSecret || journal is null || !addresses.IsKnown(channel, account)) return null;

        var named = journal.FindSource(channel.Name, account)?.Account ?? new(account);
        var refusal = new LaterRefusal(send, named, decision.Refusal!, time.GetUtcNow(), Guid.NewGuid());
        var failure = channel.Platform.WordFailure(refusal);
        try
        {
            await journal.AppendAsync(new(refusal.Unique, channel.Name, account, refusal.Time, failure.ContentType, failure.Body));
            return channel.Platform.WordAccepted(refusal);
        }
        catch (WindowStoreException exception)
        {
            Log.RefusalNotKept(logger, channel.Name, exception.Message);
            return null;
        }
    }
}
