using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>Collects the metrics when somebody asks for them, as text for Prometheus.</summary>
internal sealed class PrometheusExporter : BaseExporter<Metric>
{
    /// <summary>What the text is, with its version.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    // Who asks while it is being written gets the same.
    private volatile string _text = "";

    public PrometheusExporter() => Reader = new BaseExportingMetricReader(this);

    /// <summary>Reads the metrics for it.</summary>
    public MetricReader Reader { get; }

    /// <summary>The metrics as they are now.</summary>
    public string Collect() => Reader.Collect() ? _text : throw new InvalidOperationException("The metrics could not be collected.");

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new PrometheusText();
        foreach (var metric in batch) text.Add(metric);
        _text = text.ToString();
        return ExportResult.Success;
    }
}
