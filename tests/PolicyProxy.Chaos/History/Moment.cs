using System.Diagnostics;
using System.Text.Json.Serialization;

namespace PolicyProxy.Chaos.History;

/// <summary>When something happened: by the monotonic clock that all processes of a machine share, and by the wall clock.</summary>
/// <param name="Ticks">Stopwatch ticks: they order what happened in different processes.</param>
/// <param name="Wall">The wall clock: windows are reckoned by it.</param>
internal readonly record struct Moment(long Ticks, DateTimeOffset Wall) : IComparable<Moment>
{
    /// <summary>The wall clock in Unix milliseconds, with fractions.</summary>
    [JsonIgnore]
    public double WallMilliseconds => (Wall - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    /// <summary>This moment.</summary>
    public static Moment Now() => new(TimeProvider.System.GetTimestamp(), TimeProvider.System.GetUtcNow());

    /// <summary>The moment so much later.</summary>
    public Moment Plus(TimeSpan time) => new(Ticks + (long)(time.TotalSeconds * Stopwatch.Frequency), Wall + time);

    public int CompareTo(Moment other) => Ticks.CompareTo(other.Ticks);

    public static bool operator <(Moment left, Moment right) => left.Ticks < right.Ticks;

    public static bool operator >(Moment left, Moment right) => left.Ticks > right.Ticks;

    public static bool operator <=(Moment left, Moment right) => left.Ticks <= right.Ticks;

    public static bool operator >=(Moment left, Moment right) => left.Ticks >= right.Ticks;

    public override string ToString() => $"{Wall.UtcDateTime:HH:mm:ss.ffffff}";
}
