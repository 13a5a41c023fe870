namespace PolicyProxy.Gateway.Dashboard;

/// <summary>The counts of one span: a fixed number of buckets a series, of which the oldest makes room for the newest.</summary>
internal sealed class TrafficRing(TrafficSpan span)
{
    private readonly Dictionary<TrafficSeries, long[]> _counts = [];
    private long _newest;

    /// <summary>The span.</summary>
    public TrafficSpan Span => span;

    /// <summary>When the oldest bucket begins, counted from the start; negative until the span is over for the first time.</summary>
    public TimeSpan Begins => span.Bucket * (_newest - span.Buckets + 1);

    /// <summary>Goes on to the bucket of a time.</summary>
    /// <param name="age">The time since the start.</param>
    public void Advance(TimeSpan age)
    {
        var newest = age.Ticks / span.Bucket.Ticks;

        // After a long pause every bucket is emptied, but none twice.
        for (var bucket = Math.Max(_newest + 1, newest - span.Buckets + 1); bucket <= newest; bucket++)
        {
            foreach (var counts in _counts.Values) counts[bucket % span.Buckets] = 0;
        }

        _newest = Math.Max(_newest, newest);
    }

    /// <summary>Counts in the newest bucket.</summary>
    public void Add(TrafficSeries series, long count)
    {
        if (!_counts.TryGetValue(series, out var counts)) _counts.Add(series, counts = new long[span.Buckets]);
        counts[_newest % span.Buckets] += count;
    }

    /// <summary>The counts, oldest bucket first; without the series that have none.</summary>
    public IReadOnlyList<KeyValuePair<TrafficSeries, long[]>> Read()
    {
        var oldest = (int)((_newest + 1) % span.Buckets);
        return [.. from pair in _counts
                   let series = pair.Key
                   where pair.Value.Any(count => count > 0)
                   orderby series.Counter, series.Channel, series.Verdict, series.Reason, series.Result
                   select KeyValuePair.Create(series, (long[])[.. pair.Value[oldest..], .. pair.Value[..oldest]])];
    }
}
