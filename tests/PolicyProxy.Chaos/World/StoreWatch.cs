using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.World;

/// <summary>Asks a gateway again and again whether its store is away, for the times when it is so without a fault of ours: on a busy machine.</summary>
internal sealed class StoreWatch(GatewayProcess gateway)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly List<FaultSpan> _spans = [];

    /// <summary>When it was away by the gateway's own word; for reading once the watch is over.</summary>
    public IReadOnlyList<FaultSpan> Spans => _spans;

    public async Task RunAsync(CancellationToken stop)
    {
        var lastGood = Moment.Now();
        Moment? since = null;
        while (!stop.IsCancellationRequested)
        {
            var isAway = await gateway.SaysStoreIsAwayAsync();
            var now = Moment.Now();
            if (isAway)
            {
                since ??= lastGood;
            }
            else
            {
                if (since is { } start) Add(start, now);
                (since, lastGood) = (null, now);
            }

            await Task.Delay(Interval, CancellationToken.None);
        }

        if (since is { } open) Add(open, Moment.Now());
    }

    private void Add(Moment start, Moment end) => _spans.Add(new($"gateway {gateway.Name} says that its store is away", start, end) { StoreAway = [gateway.Name] });
}
