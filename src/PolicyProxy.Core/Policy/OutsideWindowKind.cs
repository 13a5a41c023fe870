namespace PolicyProxy.Policy;

/// <summary>What a platform itself lets through outside the window: the words of <c>AllowedOutsideWindow</c>.</summary>
/// <remarks>A byte: every send has room for one that may be missing, which is eight bytes otherwise.</remarks>
public enum OutsideWindowKind : byte
{
    /// <summary>WhatsApp: a message of type <c>template</c>, also through <c>marketing_messages</c>.</summary>
    Template,

    /// <summary>Messenger: a utility message (<c>message.template</c>).</summary>
    Utility,

    /// <summary>Messenger: a send to a <c>notification_messages_token</c> or a <c>one_time_notif_token</c>.</summary>
    OptInToken,

    /// <summary>Messenger and Instagram: the one private reply to a comment or a post (<c>comment_id</c>, <c>post_id</c>).</summary>
    PrivateReply,
}
