using System.Diagnostics;

namespace PolicyProxy.Chaos.World;

/// <summary>Measures by how much the wall clock moves against the monotonic one during a run: somebody may be setting it.</summary>
internal sealed class ClockWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>A pair of readings further apart than this says too little.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMicroseconds(100);

    private TimeSpan? _least;
    private TimeSpan? _most;

    /// <summary>How far it moved.</summary>
    public TimeSpan Moved => _most - _least ?? TimeSpan.Zero;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Measure();
            await Task.Delay(Interval, CancellationToken.None);
        }
    }

    private void Measure()
    {
        var before = Stopwatch.GetTimestamp();
        var wall = TimeProvider.System.GetUtcNow();
        var after = Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(before, after) > Longest) return;

        var offset = wall - DateTimeOffset.UnixEpoch - Stopwatch.GetElapsedTime(0, before);
        if (_least is null || offset < _least) _least = offset;
        if (_most is null || offset > _most) _most = offset;
    }
}
