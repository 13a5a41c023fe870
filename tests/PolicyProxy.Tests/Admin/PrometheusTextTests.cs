using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using PolicyProxy.Gateway.Telemetry;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Admin;

/// <summary>How a metric is written in Prometheus's text format.</summary>
public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new($"test-{Guid.NewGuid()}");
    private readonly PrometheusExporter _exporter = new();
    private readonly MeterProvider _provider;

    public PrometheusTextTests() => _provider = Sdk.CreateMeterProviderBuilder().AddMeter(_meter.Name).AddReader(_exporter.Reader).Build();

    [Theory]
    [InlineData("parcels", null, "parcels_total")]
    [InlineData("parcels.sent", "{parcel}", "parcels_sent_total")]
    [InlineData("parcels.weight-all", "By", "parcels_weight_all_bytes_total")]
    [InlineData("parcels_seconds", "s", "parcels_seconds_total")]
    public void A_counters_name_says_its_unit_and_that_it_is_one(string name, string? unit, string written)
    {
        _meter.CreateCounter<long>(name, unit).Add(2);

        Page().ShouldBe($"# HELP {written} \n# TYPE {written} counter\n{written} 2\n");
    }

    [Fact]
    public void What_goes_up_and_down_is_a_gauge()
    {
        _meter.CreateUpDownCounter<long>("open").Add(-3);
        _meter.CreateObservableGauge("level", () => 0.25);

        var page = new PrometheusPage(Page());
        page.Types.ShouldBe(new Dictionary<string, string> { ["open"] = "gauge", ["level"] = "gauge" }, ignoreOrder: true);
        page.Series.ShouldBe(new Dictionary<string, double> { ["open"] = -3, ["level"] = 0.25 }, ignoreOrder: true);
    }

    [Fact]
    public void Labels_and_help_are_escaped()
    {
        _meter.CreateCounter<long>("parcels", description: "Two\nlines and a \\").Add(1, new("to.whom", "a \"b\" \\ c\nd"), new KeyValuePair<string, object?>("1st", true));

        Page().ShouldBe(
            "# HELP parcels_total Two\\nlines and a \\\\\n# TYPE parcels_total counter\nparcels_total{_st=\"True\",to_whom=\"a \\\"b\\\" \\\\ c\\nd\"} 1\n");
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(1e21, "1E+21")]
    [InlineData(-0.5, "-0.5")]
    public void Numbers_are_written_as_Prometheus_reads_them(double value, string written)
    {
        _meter.CreateObservableGauge("level", () => value);

        Page().ShouldEndWith($"\nlevel {written}\n");
    }

    [Fact]
    public void A_histogram_has_buckets_that_hold_those_before_them()
    {
        var times = _meter.CreateHistogram<double>("time", "s", advice: new() { HistogramBucketBoundaries = [0.1, 0.5] });
        foreach (var time in new[] { 0.05, 0.1, 0.3, 2 }) times.Record(time, new KeyValuePair<string, object?>("a", "b"));

        Page().ShouldBe(
            """
            # HELP time_seconds 
            # TYPE time_seconds histogram
            time_seconds_bucket{a="b",le="0.1"} 2
            time_seconds_bucket{a="b",le="0.5"} 3
            time_seconds_bucket{a="b",le="+Inf"} 4
            time_seconds_sum{a="b"} 2.45
            time_seconds_count{a="b"} 4

            """);
    }

    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
    }

    private string Page() => _exporter.Collect();
}
