using PolicyProxy.Chaos.History;
using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Proof;

/// <summary>What a gateway could not know, or could not keep, because of faults that no gateway can make good.</summary>
internal sealed class Outages
{
    /// <summary>How long a gateway may take, once its store is back, to give it what it holds.</summary>
    public static readonly TimeSpan Replay = TimeSpan.FromSeconds(10);

    /// <summary>How old a record may be that is given again to a store that lost everything.</summary>
    public static readonly TimeSpan Reasserted = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, List<(Moment Start, Moment End)>> _away = [];
    private readonly List<FaultSpan> _losses;
    private readonly List<FaultSpan> _downs;

    public Outages(RunHistory history)
    {
        _losses = [.. history.Faults.Where(fault => fault.LosesData)];
        _downs = [.. history.Faults.Where(fault => fault.Down is not null)];
        foreach (var fault in history.Faults.OrderBy(fault => fault.Start))
        {
            // A gateway that does not run replays nothing either.
            IEnumerable<string> gateways = fault.Down is null ? fault.StoreAway : [.. fault.StoreAway, fault.Down];
            foreach (var gateway in gateways) Add(gateway, fault.Start, fault.End.Plus(Replay));
        }
    }

    /// <summary>Whether a gateway other than the one that acknowledged it may not know of a record when it is asked at <paramref name="at"/>.</summary>
    public bool MayBeUnknown(WebhookAttempt acknowledged, string gateway, Moment at)
    {
        if (gateway == acknowledged.Gateway) return false;
        if (Covers(acknowledged.Gateway, acknowledged.Start, acknowledged.End, at)) return true;

        // It waited for the store longer than it waits, so what it acknowledged may be in its journal.
        var waited = acknowledged.End.Wall - acknowledged.Start.Wall;
        if (waited >= GatewaySettings.OperationTimeout && at < acknowledged.End.Plus(Replay)) return true;

        // The store lost it while the gateway that could give it again was cut off.
        return _losses.Any(loss => acknowledged.Start < loss.End && loss.Start < at && Covers(acknowledged.Gateway, loss.Start, loss.End.Plus(Replay), at));
    }

    /// <summary>Whether a record may be gone at <paramref name="at"/>: the store lost it, and the gateway's memory went too, or it was too old to be given again.</summary>
    public bool MayBeLost(WebhookAttempt acknowledged, Moment at) => _losses.Any(loss =>
        acknowledged.Start < loss.End && loss.Start < at
        && (acknowledged.End.Plus(Reasserted) < loss.End || WentDown(acknowledged.Gateway, acknowledged.Start, ReassertedBy(acknowledged.Gateway, loss))));

    // By when a gateway has given the store again what it lost.
    private Moment ReassertedBy(string gateway, FaultSpan loss)
    {
        var by = loss.End.Plus(Replay);
        foreach (var (start, end) in _away.GetValueOrDefault(gateway) ?? [])
        {
            if (start < by && end > by) by = end;
        }

        return by;
    }

    private bool WentDown(string gateway, Moment from, Moment to) =>
        _downs.Any(down => down.Down == gateway && down.Start < to && down.End > from);

    // Whether the store was away for this gateway at some time from start to end, and may still not have got everything at the given time.
    private bool Covers(string gateway, Moment start, Moment end, Moment at) =>
        _away.TryGetValue(gateway, out var away) && away.Exists(outage => outage.Start <= end && outage.End >= start && at < outage.End);

    // In order of their starts; what touches is one.
    private void Add(string gateway, Moment start, Moment end)
    {
        if (!_away.TryGetValue(gateway, out var away)) _away[gateway] = away = [];
        if (away.Count > 0 && start <= away[^1].End)
        {
            if (end > away[^1].End) away[^1] = (away[^1].Start, end);
            return;
        }

        away.Add((start, end));
    }
}
