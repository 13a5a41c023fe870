using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Load;

/// <summary>The clients of a run, by number. Those of whom most is heard change with time, so that windows close behind them.</summary>
internal sealed class Contacts(Random random, TimeProvider time)
{
    private const int Writers = 160;
    private const int AtATime = 16;
    private const int Silent = 12;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    public ChaosChannel Channel() => ChaosChannel.All[random.Next(ChaosChannel.All.Count)];

    /// <summary>One who is writing just now.</summary>
    public int Busy() => (int)((time.GetUtcNow().Ticks / Step.Ticks * (AtATime / 2) + random.Next(AtATime)) % Writers);

    /// <summary>Anyone who writes now and then.</summary>
    public int Any() => random.Next(Writers);

    /// <summary>One of whom only events come that open nothing, or none at all.</summary>
    public int NeverWrote() => 9000 + random.Next(Silent);

    /// <summary>One who wrote days ago and not since.</summary>
    public int WroteLongAgo() => 9100 + random.Next(Silent);
}
