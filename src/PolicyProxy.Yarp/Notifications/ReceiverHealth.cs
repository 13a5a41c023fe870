using Microsoft.Extensions.Logging;
using PolicyProxy.Yarp.Diagnostics;

namespace PolicyProxy.Yarp.Notifications;

/// <summary>Whether a channel's receiver takes what it is told; tells in the log when it has not for long, and not too often.</summary>
/// <param name="channel">The channel.</param>
/// <param name="news">What it is told of: <see cref="Windows"/> or <see cref="Refusals"/>.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class ReceiverHealth(string channel, string news, TimeProvider time, ILogger logger)
{
    /// <summary>Windows, which <c>Notify</c> tells of.</summary>
    public const string Windows = "windows that close";

    /// <summary>Refusals that were answered as accepted.</summary>
    public const string Refusals = "refused messages";

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
            if (_lastTold is not null) Log.EventsTakenAgain(logger, channel, news);
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
            Log.EventsNotTaken(logger, channel, news, (int)failing.TotalMinutes, problem);
        }
    }
}
