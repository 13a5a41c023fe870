using System.Diagnostics.Metrics;

namespace PolicyProxy.Gateway.Dashboard;

/// <summary>
/// What became of sends and webhooks in the last minutes and hours, since the gateway started. It reads the counters every few seconds, and
/// when it is asked; requests know nothing of it.
/// </summary>
internal sealed class TrafficHistory : BackgroundService
{
    /// <summary>The counter of sends.</summary>
    public const string Sends = "policyproxy_sends";

    /// <summary>The counter of webhooks.</summary>
    public const string Webhooks = "policyproxy_webhooks";

    private static readonly TimeSpan SamplePause = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<TrafficSeries, long> _totals = [];
    private readonly List<TrafficRing> _rings = [.. TrafficSpan.All.Select(span => new TrafficRing(span))];

    /// <param name="meters">Makes the meters of the gateway whose traffic this is.</param>
    /// <param name="time">The clock.</param>
    public TrafficHistory(IMeterFactory meters, TimeProvider time)
    {
        (_time, _start) = (time, time.GetTimestamp());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name is Sends or Webhooks) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Take);
        _listener.Start();
    }

    /// <summary>The traffic of a span up to now.</summary>
    /// <param name="span">The span.</param>
    public Traffic Read(TrafficSpan span)
    {
        lock (_lock)
        {
            var age = Sample();
            var since = _time.GetUtcNow() - age;
            var ring = _rings.Single(ring => ring.Span == span);
            return new(span, since + ring.Begins, since, ring.Read());
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _listener.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SamplePause, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                lock (_lock) Sample();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops, or could not start.
        }
    }

    private TimeSpan Sample()
    {
        var age = _time.GetElapsedTime(_start);
        foreach (var ring in _rings) ring.Advance(age);
        _listener.RecordObservableInstruments();
        return age;
    }

    // What was counted since the last look belongs to now: that is never more than a few seconds late.
    private void Take(Instrument counter, long total, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var series = new TrafficSeries(counter.Name, Tag(tags, "channel"), Tag(tags, "verdict"), Tag(tags, "reason"), Tag(tags, "result"));
        var before = _totals.GetValueOrDefault(series);
        if (total == before) return;
        _totals[series] = total;
        foreach (var ring in _rings) ring.Add(series, total - before);
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name) return (string?)tag.Value;
        }

        return null;
    }
}
