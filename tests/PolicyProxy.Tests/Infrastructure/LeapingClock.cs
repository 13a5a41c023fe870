using Microsoft.Extensions.Time.Testing;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>
/// The test's clock. However much time it lets pass at once, whatever comes round again and again comes once, as it does when a machine has
/// slept: a day would otherwise be 86,400 looks at the configuration file, and as many at what is to be told.
/// </summary>
internal sealed class LeapingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(callback, state, base.CreateTimer);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer : ITimer
    {
        private readonly ITimer _once;
        private TimeSpan _period;

        public Timer(TimerCallback callback, object? state, Func<TimerCallback, object?, TimeSpan, TimeSpan, ITimer> create) => _once = create(
            _ =>
            {
                if (_period > TimeSpan.Zero) _once!.Change(_period, Timeout.InfiniteTimeSpan);
                callback(state);
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            return _once.Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => _once.Dispose();

        public ValueTask DisposeAsync() => _once.DisposeAsync();
    }
}
