using PolicyProxy.Chaos.History;
using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Proof;

/// <summary>What a gateway could not know, or could not keep, because of faults that no gateway can make good.</summary>
internal sealed class Outages
{
    /// <summary>How long it may still take a gateway that says that its store is back and its journal empty.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>How long a gateway may take to see that the store lost everything, and to give it again.</summary>
    public static readonly TimeSpan Reassertion = TimeSpan.FromSeconds(4);

    /// <summary>How old a record may be that is given again.</summary>
    public static readonly TimeSpan Reasserted = TimeSpan.FromMinutes(5);

    private static readonly Moment Never = new(long.MaxValue / 2, DateTimeOffset.MaxValue.AddYears(-1));

    private readonly ILookup<string, FaultSpan> _away;
    private readonly ILookup<string, StorePoll> _good;
    private readonly List<FaultSpan> _losses;

    public Outages(RunHistory history)
    {
        // A gateway that does not run replays nothing either.
        _away = history.Faults
            .SelectMany(fault => (fault.Down is null ? fault.StoreAway : [.. fault.StoreAway, fault.Down]).Select(gateway => (gateway, fault)))
            .ToLookup(pair => pair.gateway, pair => pair.fault);
        // While a fault lasts it can only be the store that answers a ping, and takes no records.
        _good = history.Polls
            .Where(poll => !_away[poll.Gateway].Any(fault => fault.Start < poll.End && fault.End > poll.Start))
            .OrderBy(poll => poll.Start)
            .ToLookup(poll => poll.Gateway);
        _losses = [.. history.Faults.Where(fault => fault.LosesData)];
    }

    /// <summary>Whether a gateway other than the one that acknowledged it may not know of a record when it is asked at <paramref name="at"/>.</summary>
    public bool MayBeUnknown(WebhookAttempt acknowledged, string gateway, Moment at)
    {
        var knowing = acknowledged.Gateway;
        if (gateway == knowing) return false;
        if (Outage(knowing, acknowledged.Start, acknowledged.End) is { } end && at < Recovered(knowing, end)) return true;

        // It waited for the store longer than it waits, so what it acknowledged may be in its journal.
        var waited = acknowledged.End.Wall - acknowledged.Start.Wall;
        if (waited >= GatewaySettings.OperationTimeout && at < Recovered(knowing, acknowledged.End)) return true;

        // The store lost it while the gateway that could give it again was cut off.
        return _losses.Any(loss =>
            acknowledged.Start < loss.End && loss.Start < at
            && Outage(knowing, loss.Start, loss.End.Plus(Reassertion)) is { } back && at < Recovered(knowing, back).Plus(Reassertion));
    }

    /// <summary>
    /// Whether a record may be gone at <paramref name="at"/>: the store lost it, and the gateway's memory went too, or it was too old to be
    /// given again.
    /// </summary>
    public bool MayBeLost(WebhookAttempt acknowledged, Moment at) => _losses.Any(loss =>
        acknowledged.Start < loss.End && loss.Start < at
        && (acknowledged.End.Plus(Reasserted) < loss.End
            || WentDown(acknowledged.Gateway, acknowledged.Start, ReassertedBy(acknowledged.Gateway, loss))));

    /// <summary>The end of the last outage of a gateway's store that touches a time; the gateway may see it a little longer.</summary>
    private Moment? Outage(string gateway, Moment start, Moment end)
    {
        var ends = _away[gateway].Where(fault => fault.Start <= end && Recovered(gateway, fault.End) >= start).Select(fault => fault.End).ToList();
        return ends.Count == 0 ? null : ends.Append(end).Max();
    }

    /// <summary>When a gateway has surely given the store what it held.</summary>
    private Moment Recovered(string gateway, Moment end) => _good[gateway].FirstOrDefault(poll => poll.Start > end) is { } poll
        ? poll.End.Plus(Margin)
        : Never;

    private Moment ReassertedBy(string gateway, FaultSpan loss) =>
        Outage(gateway, loss.Start, loss.End.Plus(Reassertion)) is { } back ? Recovered(gateway, back).Plus(Reassertion) : loss.End.Plus(Reassertion);

    private bool WentDown(string gateway, Moment from, Moment to) =>
        _away[gateway].Any(fault => fault.Down == gateway && fault.Start < to && fault.End > from);
}
