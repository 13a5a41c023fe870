using System.Diagnostics.Metrics;

namespace PolicyProxy.Stores;

/// <summary>What the stores count. Tags are closed sets.</summary>
internal sealed class StoreMetrics : IDisposable
{
    // Calls take from some microseconds to the longest time that can be configured.
    private static readonly double[] Seconds = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

    private readonly Meter _meter;
    private readonly Histogram<double> _operations;
    private long _reasserted;
    private long _doubts;

    /// <summary>Makes the instruments, on a meter whose scope is this.</summary>
    public StoreMetrics()
    {
        _meter = new(new MeterOptions("PolicyProxy") { Scope = this });
        _operations = _meter.CreateHistogram<double>(
            "policyproxy_store_operation_seconds", "s", "How long calls of the store took, by operation and result.", advice: new() { HistogramBucketBoundaries = Seconds });
        _meter.CreateObservableCounter("policyproxy_reasserted_records", () => Volatile.Read(ref _reasserted), description: "Records the store was told again, after it may have lost them.");
        _meter.CreateObservableCounter("policyproxy_store_losses", () => Volatile.Read(ref _doubts), description: "Times the store may have lost what it was told.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Operation(string operation, bool isSuccess, TimeSpan duration) => _operations.Record(
        duration.TotalSeconds, new("operation", operation), new KeyValuePair<string, object?>("result", isSuccess ? "ok" : "failed"));

    internal void Doubted() => Interlocked.Increment(ref _doubts);

    internal void Reasserted(int records) => Interlocked.Add(ref _reasserted, records);

    internal void ObserveJournal(Func<int> count) =>
        _meter.CreateObservableGauge("policyproxy_journal_records", count, description: "Conversations whose records wait in the journal.");
}
