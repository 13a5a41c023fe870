namespace PolicyProxy.Yarp.Notifications;

/// <summary>Who is told that a channel's windows close, and when: some times before, and once it has come.</summary>
internal sealed class NotifyPolicy
{
    private readonly List<TimeSpan> _left;

    /// <summary>Tells of windows.</summary>
    /// <param name="url">Where events are posted.</param>
    /// <param name="secret">What they are signed with.</param>
    /// <param name="length">How long a window is.</param>
    /// <param name="beforeMinutes">How long before its end it is told, in any order.</param>
    public NotifyPolicy(Uri url, byte[] secret, TimeSpan length, IEnumerable<int> beforeMinutes)
    {
        (Url, Secret, Length) = (url, secret, length);
        _left = [.. beforeMinutes.Append(0).Distinct().OrderDescending().Select(minutes => TimeSpan.FromMinutes(minutes))];
    }

    /// <summary>Where events are posted.</summary>
    public Uri Url { get; }

    /// <summary>What they are signed with.</summary>
    public byte[] Secret { get; }

    /// <summary>How long a window is.</summary>
    public TimeSpan Length { get; }

    /// <summary>How long after a client's last message the first event is due.</summary>
    public TimeSpan FirstAfter => Length - _left[0];

    /// <summary>
    /// What is to be told at <paramref name="now"/>: how much is left by the latest event that is due, zero once the window has closed;
    /// null while none is due. Those before it are worth nothing any more.
    /// </summary>
    public TimeSpan? Due(DateTimeOffset lastContact, DateTimeOffset now)
    {
        var index = _left.FindLastIndex(left => DueAt(lastContact, left) <= now);
        return index < 0 ? null : _left[index];
    }

    /// <summary>When an event is due.</summary>
    public DateTimeOffset DueAt(DateTimeOffset lastContact, TimeSpan left) => lastContact + Length - left;

    /// <summary>When the next event after <paramref name="now"/> is due; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset lastContact, DateTimeOffset now)
    {
        var index = _left.FindIndex(left => DueAt(lastContact, left) > now);
        return index < 0 ? null : DueAt(lastContact, _left[index]);
    }
}
