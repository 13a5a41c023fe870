namespace PolicyProxy.Simulator;

/// <summary>The clock of everybody in the playground: goes like the machine's, and can be moved ahead of it.</summary>
internal sealed class MovableClock : TimeProvider
{
    private long _ahead;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));

    /// <summary>Moves it ahead. Timers go on as they were: whoever waits for a second still waits for one.</summary>
    public void Move(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _ahead, by.Ticks);
    }
}
