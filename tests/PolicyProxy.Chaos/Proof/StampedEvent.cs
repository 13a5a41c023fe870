using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.Proof;

/// <summary>One delivery of an authentic event that opens a window.</summary>
/// <param name="Event">The event.</param>
/// <param name="Delivery">The webhook it came in.</param>
internal sealed record StampedEvent(ClientEvent Event, WebhookAttempt Delivery)
{
    // Without an answer it is not known when the gateway read the clock.
    private static readonly TimeSpan Unanswered = TimeSpan.FromSeconds(1);

    /// <summary>The least that it can count as, in Unix milliseconds: at most the time of receipt, which was not before the delivery began.</summary>
    public long Earliest { get; } = Math.Min(Event.Time, (long)Math.Floor(Delivery.Start.WallMilliseconds));

    /// <summary>The most that it can count as.</summary>
    public long Latest { get; } = Math.Min(
        Event.Time, (long)Math.Ceiling((Delivery.Status == 0 ? Delivery.End.Plus(Unanswered) : Delivery.End).WallMilliseconds));

    /// <summary>Whether a last contact of this value can come from it.</summary>
    public bool Explains(long stored) => stored >= Earliest && stored <= Latest;

    public override string ToString() =>
        $"event of {DateTimeOffset.FromUnixTimeMilliseconds(Event.Time).UtcDateTime:yyyy-MM-dd HH:mm:ss.fff} ({Event.Time}) in {Delivery}";
}
