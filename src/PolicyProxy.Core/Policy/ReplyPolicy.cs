namespace PolicyProxy.Policy;

/// <summary>The rule itself: whether a send may go to the platform, by the contract's table, first row that fits.</summary>
public static class ReplyPolicy
{
    /// <summary>Decides a send whose contact the store could look up: rows 2 to 8.</summary>
    /// <param name="policy">The channel's rule.</param>
    /// <param name="send">The send.</param>
    /// <param name="contact">What the store knows of the client.</param>
    /// <param name="now">The time of the send.</param>
    /// <param name="warmingUp">Whether the channel was first seen by the store less than one standard window ago.</param>
    public static Verdict Decide(ChannelPolicy policy, OutboundSend send, LastContact contact, DateTimeOffset now, bool warmingUp)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(send);

        if (contact.TimeBy(now) is not { } lastContact) return DecideUnknown(policy, send, contact, warmingUp);

        var window = new MessagingWindow(policy, lastContact);
        if (window.IsOpen(now)) return With(true, Reason.WindowOpen);

        if (policy.Extended is { } extended && window.IsExtended(now))
        {
            if (!IsPermitted(extended, send))
            {
                // What passes outside the window of a platform that lengthens it for some sends is not to be refused for a part of it.
                return extended.IsOfPlatform && IsAllowedOutside(policy, send) ? With(true, Reason.AllowedOutsideWindow) : With(false, Reason.ContentNotPermitted);
            }

            if (send.Tag is null || send.HasHumanAgentTag) return With(true, Reason.ExtendedWindowOpen);
        }

        if (IsAllowedOutside(policy, send)) return With(true, Reason.AllowedOutsideWindow);
        return With(false, send.Tag is null ? Reason.WindowClosed : Reason.TagNotSupported);

        Verdict With(bool allowed, Reason reason) => new(allowed, reason, lastContact, window.Closes(now));
    }

    /// <summary>Decides a send while the store cannot say: rows 2 and 3 by what is remembered, then row 5, else row 10.</summary>
    /// <param name="policy">The channel's rule.</param>
    /// <param name="send">The send.</param>
    /// <param name="remembered">What is known of the client without the store: the client acted then, or later.</param>
    /// <param name="now">The time of the send.</param>
    public static Verdict DecideWithoutStore(ChannelPolicy policy, OutboundSend send, LastContact remembered, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(send);

        // What does not open the window by what is remembered may do so by what the store would say; how many were sent in it, only the store knows.
        if (remembered.Time is not null
            && Decide(policy, send, remembered, now, warmingUp: false) is { IsAllowed: true, Reason: not Reason.AllowedOutsideWindow } open
            && !IsCounted(policy, open))
        {
            return open;
        }

        return IsAllowedOutside(policy, send)
            ? new(true, Reason.AllowedOutsideWindow)
            : new(policy.AllowWhenUnavailable, Reason.StoreUnavailable);
    }

    /// <summary>Whether a send that may go by its window counts among those that the platform takes in it.</summary>
    /// <param name="policy">The channel's rule.</param>
    /// <param name="verdict">The verdict by the window.</param>
    public static bool IsCounted(ChannelPolicy policy, in Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.MessagesPerWindow is not null && verdict.Reason is (Reason.WindowOpen or Reason.ExtendedWindowOpen);
    }

    /// <summary>Decides a send that the platform takes by its window, but as one more than it takes in it: row 5, or else refused.</summary>
    /// <param name="policy">The channel's rule.</param>
    /// <param name="send">The send.</param>
    /// <param name="verdict">The verdict by the window.</param>
    public static Verdict DecideAboveLimit(ChannelPolicy policy, OutboundSend send, in Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(send);
        return IsAllowedOutside(policy, send)
            ? verdict with { Reason = Reason.AllowedOutsideWindow }
            : verdict with { IsAllowed = false, Reason = Reason.MessageLimit };
    }

    private static Verdict DecideUnknown(ChannelPolicy policy, OutboundSend send, LastContact contact, bool warmingUp)
    {
        if (IsAllowedOutside(policy, send)) return new(true, Reason.AllowedOutsideWindow);
        if (contact.IsErased) return new(false, Reason.NoClientContact);
        return policy.UnknownContacts switch
        {
            UnknownContacts.Allow => new(true, Reason.UnknownContactAllowed),
            UnknownContacts.AllowDuringWarmUp when warmingUp => new(true, Reason.WarmingUp),
            _ => new(false, Reason.NoClientContact),
        };
    }

    private static bool IsPermitted(ExtendedWindow extended, OutboundSend send) => extended.IsOfPlatform
        ? send.IsPermittedInExtended
        : !send.Automatic && extended.Content.Contains(send.Content) && (send.Tag is not null || extended.Tag == TagRule.Add);

    private static bool IsAllowedOutside(ChannelPolicy policy, OutboundSend send) =>
        send.OutsideKind is { } kind && policy.AllowedOutsideWindow.Contains(kind);
}
