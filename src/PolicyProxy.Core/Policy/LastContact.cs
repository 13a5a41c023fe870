namespace PolicyProxy.Policy;

/// <summary>What is known of a client's last window-opening action: never seen, seen at a time, or erased at a time.</summary>
/// <remarks>
/// Kept in every store as one whole number: Unix milliseconds of the last contact, or minus the Unix milliseconds of the erasure.
/// </remarks>
public readonly record struct LastContact
{
    private readonly State _state;
    private readonly long _milliseconds;

    private LastContact(State state, long milliseconds) => (_state, _milliseconds) = (state, milliseconds);

    private enum State : byte
    {
        Never,
        Seen,
        Erased,
    }

    /// <summary>The contact never wrote, or so long ago that it is forgotten.</summary>
    public static LastContact Never => default;

    /// <summary>Whether somebody erased the contact, and no later action of the client's is known.</summary>
    public bool IsErased => _state == State.Erased;

    /// <summary>When the client last acted, to the millisecond; null when never, forgotten or erased.</summary>
    public DateTimeOffset? Time => _state == State.Seen ? DateTimeOffset.FromUnixTimeMilliseconds(_milliseconds) : null;

    /// <summary>When the client last acted, as seen at <paramref name="now"/>: a time put into the store by hand that is yet to come counts as now.</summary>
    public DateTimeOffset? TimeBy(DateTimeOffset now) => Time is { } time && time > now ? now : Time;

    /// <summary>A contact whose client last acted at <paramref name="time"/>.</summary>
    public static LastContact At(DateTimeOffset time) => new(State.Seen, time.ToUnixTimeMilliseconds());

    /// <summary>A contact that was erased at <paramref name="time"/>.</summary>
    public static LastContact ErasedAt(DateTimeOffset time) => new(State.Erased, time.ToUnixTimeMilliseconds());

    /// <summary>Reads a store's number: milliseconds of the last contact, negative for an erasure.</summary>
    /// <param name="stored">The number as <see cref="ToStored"/> gave it.</param>
    /// <param name="contact">What the number says.</param>
    /// <returns>False when no clock could have written the number.</returns>
    public static bool TryFromStored(long stored, out LastContact contact)
    {
        contact = stored < 0 ? new(State.Erased, -stored) : new(State.Seen, stored);
        return stored >= -MaxMilliseconds && stored <= MaxMilliseconds;
    }

    private static readonly long MaxMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The number a store keeps.</summary>
    /// <exception cref="InvalidOperationException">There is nothing to keep of a contact that was never seen.</exception>
    public long ToStored() => _state switch
    {
        State.Seen => _milliseconds,
        State.Erased => -_milliseconds,
        _ => throw new InvalidOperationException("A contact that never wrote has no stored form."),
    };

    /// <summary>
    /// Takes in one more action of the client's: the later of both holds, so that order and repetition of events change nothing. An
    /// erasure gives way only to what the client did afterwards; an event of whole seconds counts from the erasure's own second on.
    /// </summary>
    /// <param name="action">When the client acted, already clamped to the time of receipt.</param>
    public LastContact Merge(DateTimeOffset action)
    {
        var next = At(action);
        return _state switch
        {
            State.Never => next,
            State.Seen => next._milliseconds > _milliseconds ? next : this,
            _ => Reopens(next._milliseconds) ? next : this,
        };
    }

    /// <summary>
    /// Brings together what is known of one contact from two places, in any order: the later of both holds, and of the same time the
    /// erasure, so that what was known before an erasure never outlives it.
    /// </summary>
    /// <param name="other">What the other place knows.</param>
    public LastContact Merge(LastContact other)
    {
        if (_state == State.Never) return other;
        if (other._state == State.Never || other._milliseconds < _milliseconds) return this;
        return other._milliseconds > _milliseconds || other.IsErased ? other : this;
    }

    private bool Reopens(long action) =>
        action % 1000 == 0 ? action / 1000 >= _milliseconds / 1000 : action > _milliseconds;
}
