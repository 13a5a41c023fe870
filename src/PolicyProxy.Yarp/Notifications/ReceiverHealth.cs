using Microsoft.Extensions.Logging;
using PolicyProxy.Yarp.Diagnostics;

namespace PolicyProxy.Yarp.Notifications;

/// <summary>Whether a channel's receiver takes events; tells in the log when it has not for long, and not too often.</summary>
/// <param name="channel">The channel.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class ReceiverHealth(string channel, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TellPause = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private long? _failingSince;
    private long? _lastTold;

    /// <summary>Whether the last event was not taken.</summary>
    public bool IsFailing
    {
        get
        {
            lock (_lock) return _failingSince is not null;
        }
    }

    /// <summary>The receiver took an event.</summary>
    public void Took()
    {
        lock (_lock)
        {
            if (_lastTold is not null) Log.EventsTakenAgain(logger, channel);
            (_failingSince, _lastTold) = (null, null);
        }
    }

    /// <summary>The receiver did not take an event.</summary>
    public void Failed(string problem)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _failingSince ??= now;
            var failing = time.GetElapsedTime(_failingSince.Value, now);
            if (failing < Long || (_lastTold is { } last && time.GetElapsedTime(last, now) < TellPause)) return;
            _lastTold = now;
            Log.EventsNotTaken(logger, channel, (int)failing.TotalMinutes, problem);
        }
    }
}
