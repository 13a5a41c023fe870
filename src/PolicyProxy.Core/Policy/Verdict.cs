namespace PolicyProxy.Policy;

/// <summary>What is decided of one send.</summary>
/// <param name="IsAllowed">Whether it may go to the platform.</param>
/// <param name="Reason">Why.</param>
/// <param name="LastContact">When the client last acted; null when not known.</param>
/// <param name="WindowCloses">
/// When the window closes or closed: the standard one, or the extended one once that is past; null when the last contact is not known.
/// </param>
public readonly record struct Verdict(
    bool IsAllowed, Reason Reason, DateTimeOffset? LastContact = null, DateTimeOffset? WindowCloses = null)
{
    /// <summary>Whether it is refused only for now: the store cannot say whether the window is open, or a rate limit is reached.</summary>
    public bool IsTemporary => !IsAllowed && Reason is Reason.StoreUnavailable or Reason.Throttled;
}
