using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.World;

/// <summary>Asks a gateway again and again whether its store is away: when it is so without a fault of ours, on a busy machine, and when it is over.</summary>
internal sealed class StoreWatch(GatewayProcess gateway)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);

    private readonly List<FaultSpan> _spans = [];
    private readonly List<StorePoll> _polls = [];

    /// <summary>When it was away by the gateway's own word; for reading once the watch is over.</summary>
    public IReadOnlyList<FaultSpan> Spans => _spans;

    /// <summary>When it was not; for reading once the watch is over.</summary>
    public IReadOnlyList<StorePoll> Polls => _polls;

    public async Task RunAsync(CancellationToken stop)
    {
        var lastGood = Moment.Now();
        Moment? since = null;
        while (!stop.IsCancellationRequested)
        {
            var start = Moment.Now();
            var state = await gateway.StateAsync();
            var end = Moment.Now();
            if (state is { StoreIsAway: true })
            {
                since ??= lastGood;
            }
            else if (state is not null)
            {
                if (since is { } away) Add(away, start);
                (since, lastGood) = (null, start);
                _polls.Add(new(gateway.Name, start, end));
            }

            await Task.Delay(Interval, CancellationToken.None);
        }

        if (since is { } open) Add(open, Moment.Now());
    }

    private void Add(Moment start, Moment end) =>
        _spans.Add(new($"gateway {gateway.Name} says that its store is away", start, end) { StoreAway = [gateway.Name] });
}
