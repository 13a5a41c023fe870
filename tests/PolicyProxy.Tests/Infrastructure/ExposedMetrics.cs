using System.Diagnostics.Metrics;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>The names by which Prometheus knows the instruments of this process.</summary>
internal static class ExposedMetrics
{
    /// <summary>The names, as the OpenTelemetry convention makes them.</summary>
    public static IReadOnlyCollection<string> Names()
    {
        var names = new HashSet<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => names.UnionWith(NamesOf(instrument)) };
        listener.Start();
        return names;
    }

    private static IEnumerable<string> NamesOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_');
        if (UnitOf(instrument.Unit) is { } unit && !name.EndsWith($"_{unit}", StringComparison.Ordinal)) name += $"_{unit}";
        return instrument.GetType().GetGenericTypeDefinition() switch
        {
            var kind when kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) => [$"{name}_total"],
            var kind when kind == typeof(Histogram<>) => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            _ => [name],
        };
    }

    private static string? UnitOf(string? unit) => unit switch
    {
        "s" => "seconds",
        "By" => "bytes",
        _ => null,
    };
}
