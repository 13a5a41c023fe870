using System.Diagnostics.Tracing;
using System.Globalization;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>Tells in the log when metrics cannot be sent to the collector: the library that sends them tells only whoever listens.</summary>
/// <param name="logger">The log.</param>
/// <param name="time">The clock.</param>
internal sealed class ExportFailures(ILogger<ExportFailures> logger, TimeProvider time) : EventListener
{
    private const string Source = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    // A collector that is away fails every export.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private long _told = long.MinValue;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source) EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource.Name != Source) return;
        var told = Interlocked.Read(ref _told);
        if (told != long.MinValue && time.GetElapsedTime(told) < Pause) return;
        if (Interlocked.CompareExchange(ref _told, time.GetTimestamp(), told) == told) Log.MetricsNotSent(logger, Describe(eventData));
    }

    // The first line of what an exception says, without its stack trace.
    private static string Describe(EventWrittenEventArgs failure) =>
        string.Format(CultureInfo.InvariantCulture, failure.Message ?? failure.EventName ?? "", [.. failure.Payload ?? []]).Split('\n')[0].TrimEnd();
}
