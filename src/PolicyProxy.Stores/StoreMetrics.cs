using System.Diagnostics.Metrics;

namespace PolicyProxy.Stores;

/// <summary>What the stores count. Tags are closed sets.</summary>
public sealed class StoreMetrics : IDisposable
{
    private readonly Meter _meter = new("PolicyProxy");
    private readonly Histogram<double> _operations;
    private readonly Counter<long> _reasserted;
    private readonly Counter<long> _doubts;

    /// <summary>Makes the instruments.</summary>
    public StoreMetrics()
    {
        _operations = _meter.CreateHistogram<double>("policyproxy_store_operation_seconds", "s", "How long calls of the store took, by operation and result.");
        _reasserted = _meter.CreateCounter<long>("policyproxy_reasserted_records", description: "Records the store was told again, after it may have lost them.");
        _doubts = _meter.CreateCounter<long>("policyproxy_store_losses", description: "Times the store may have lost what it was told.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Operation(string operation, bool isSuccess, TimeSpan duration) => _operations.Record(
        duration.TotalSeconds, new("operation", operation), new KeyValuePair<string, object?>("result", isSuccess ? "ok" : "failed"));

    internal void Doubted() => _doubts.Add(1);

    internal void Reasserted(int records) => _reasserted.Add(records);

    internal void ObserveJournal(Func<int> count) =>
        _meter.CreateObservableGauge("policyproxy_journal_records", count, description: "Conversations whose records wait in the journal.");
}
