using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>Writes metrics in Prometheus's text format.</summary>
/// <remarks>https://prometheus.io/docs/instrumenting/exposition_formats/, with names as OpenTelemetry makes them for Prometheus.</remarks>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    /// <summary>Writes a metric with all of its series.</summary>
    public void Add(Metric metric)
    {
        var type = metric.MetricType;
        var isCounter = type is MetricType.LongSum or MetricType.DoubleSum;
        var name = Name(metric.Name, metric.Unit, isCounter);
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {Escape(metric.Description)}\n");
        _text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {(isCounter ? "counter" : type.IsHistogram() ? "histogram" : "gauge")}\n");
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (type.IsHistogram()) AddHistogram(name, point);
            else AddLine(name, point.Tags, Value(type, point));
        }
    }

    public override string ToString() => _text.ToString();

    private void AddHistogram(string name, in MetricPoint point)
    {
        var count = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            AddLine($"{name}_bucket", point.Tags, count, Text(bucket.ExplicitBound));
        }

        AddLine($"{name}_sum", point.Tags, point.GetHistogramSum());
        AddLine($"{name}_count", point.Tags, point.GetHistogramCount());
    }

    private void AddLine(string name, ReadOnlyTagCollection tags, double value, string? upTo = null)
    {
        _text.Append(name);
        var between = '{';
        foreach (var (key, tag) in tags) AddLabel(Sanitize(key), Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "", ref between);
        if (upTo is not null) AddLabel("le", upTo, ref between);
        _text.Append(between == '{' ? " " : "} ").Append(Text(value)).Append('\n');
    }

    private void AddLabel(string name, string value, ref char between)
    {
        _text.Append(CultureInfo.InvariantCulture, $"{between}{name}=\"{Escape(value).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        between = ',';
    }

    private static double Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    // A name says its unit, and a counter that it is one.
    private static string Name(string name, string unit, bool isCounter)
    {
        name = Sanitize(name);
        var word = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!name.EndsWith(word, StringComparison.Ordinal)) name += word;
        return isCounter ? $"{name}_total" : name;
    }

    private static string Sanitize(string name) => string.Create(name.Length, name, static (sanitized, name) =>
    {
        for (var i = 0; i < name.Length; i++) sanitized[i] = char.IsAsciiLetter(name[i]) || (char.IsAsciiDigit(name[i]) && i > 0) ? name[i] : '_';
    });

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Text(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString(CultureInfo.InvariantCulture);
}
