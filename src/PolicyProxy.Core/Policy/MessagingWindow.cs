namespace PolicyProxy.Policy;

/// <summary>The reply window of one conversation, computed from its last contact: open strictly before its end.</summary>
public readonly record struct MessagingWindow
{
    private readonly DateTimeOffset _standardEnd;
    private readonly DateTimeOffset? _extendedEnd;

    /// <summary>The window that <paramref name="policy"/> gives a client who last acted at <paramref name="lastContact"/>.</summary>
    public MessagingWindow(ChannelPolicy policy, DateTimeOffset lastContact)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _standardEnd = End(lastContact, policy.Window - policy.CloseEarly);
        _extendedEnd = policy.Extended is { } extended ? End(lastContact, extended.Length - policy.CloseEarly) : null;
    }

    /// <summary>Whether the standard window is open at <paramref name="now"/>.</summary>
    public bool IsOpen(DateTimeOffset now) => now < _standardEnd;

    /// <summary>Whether the extended part is open at <paramref name="now"/>: the standard window is past, the extended one is not.</summary>
    public bool IsExtended(DateTimeOffset now) => !IsOpen(now) && now < _extendedEnd;

    /// <summary>The end that matters at <paramref name="now"/>: the standard one, or the extended one once that is past.</summary>
    public DateTimeOffset Closes(DateTimeOffset now) => IsOpen(now) ? _standardEnd : _extendedEnd ?? _standardEnd;

    private static DateTimeOffset End(DateTimeOffset start, TimeSpan length) =>
        length > DateTimeOffset.MaxValue - start ? DateTimeOffset.MaxValue : start + length;
}
