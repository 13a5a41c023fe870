using System.Diagnostics.Metrics;

namespace PolicyProxy.Yarp.Diagnostics;

/// <summary>Counts what YARP's event counters count, for the requests, too, that are forwarded past them.</summary>
internal sealed class ForwarderMetrics
{
    /// <summary>The meter's name: that of YARP's own event source.</summary>
    public const string MeterName = "Yarp.ReverseProxy";

    private long _started;
    private long _failed;
    private long _ended;

    public ForwarderMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("yarp_requests_started", () => Volatile.Read(ref _started), description: "Requests whose forwarding began.");
        meter.CreateObservableCounter("yarp_requests_failed", () => Volatile.Read(ref _failed), description: "Requests whose forwarding failed.");
        meter.CreateObservableUpDownCounter(
            "yarp_current_requests", () => Volatile.Read(ref _started) - Volatile.Read(ref _ended), description: "Requests that are being forwarded.");
    }

    /// <summary>Counts a request whose forwarding begins.</summary>
    public void Started() => Interlocked.Increment(ref _started);

    /// <summary>Counts a request whose forwarding failed; its end is counted as well.</summary>
    public void Failed() => Interlocked.Increment(ref _failed);

    /// <summary>Counts a request whose forwarding is over, however it went.</summary>
    public void Ended() => Interlocked.Increment(ref _ended);
}
