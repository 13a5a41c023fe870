using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>Listens to the meters of one gateway: its own, YARP's, Kestrel's and the runtime's.</summary>
/// <remarks>
/// Not to those that measure every request for themselves (<c>Microsoft.AspNetCore.Hosting</c>, <c>System.Net.Http</c>): while somebody
/// listens they make a request dearer, whether or not anybody looks.
/// </remarks>
internal static class GatewayMetrics
{
    private const string RuntimeMeter = "System.Runtime";

    // The standard variables, the more particular one first.
    private static readonly string[] EndpointVariables = ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    private static readonly string[] ProtocolVariables = ["OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"];

    /// <summary>Begins to listen; meters that are made later are heard, too.</summary>
    /// <param name="owners">Whose meters they are: in one process there can be several gateways.</param>
    /// <param name="prometheus">Collects them for whoever asks.</param>
    /// <param name="otlpEndpoint">The collector they are sent to as well; null for the one the environment names, if it does.</param>
    public static MeterProvider Listen(IReadOnlyCollection<object> owners, PrometheusExporter prometheus, string? otlpEndpoint)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("policyproxy").AddTelemetrySdk().AddEnvironmentVariableDetector())
            .AddMeter("PolicyProxy", "Yarp.ReverseProxy", "Microsoft.AspNetCore.Server.Kestrel", RuntimeMeter)
            .AddView(instrument =>
                instrument.Meter.Name == RuntimeMeter || owners.Contains(instrument.Meter.Scope!) ? null : MetricStreamConfiguration.Drop)
            .AddReader(prometheus.Reader);
        if (otlpEndpoint is not null || EndpointVariables.Any(IsSet)) builder.AddOtlpExporter(exporter => Point(exporter, otlpEndpoint));
        return builder.Build();
    }

    // The protocol every collector speaks on every way, a proxy's included, unless the environment asks for the other.
    private static void Point(OtlpExporterOptions exporter, string? endpoint)
    {
        if (endpoint is not null || !ProtocolVariables.Any(IsSet)) exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        if (endpoint is not null) exporter.Endpoint = new($"{endpoint.TrimEnd('/')}/v1/metrics");
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
