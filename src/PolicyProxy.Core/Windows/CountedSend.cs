using PolicyProxy.Policy;

namespace PolicyProxy.Windows;

/// <summary>One send that counts among those that a platform takes after each message of the client's.</summary>
/// <param name="Conversation">The conversation it belongs to.</param>
/// <param name="LastContact">When the client last acted, as far as is known: what was sent before counts no more.</param>
/// <param name="Time">When it is sent, not before <paramref name="LastContact"/>.</param>
/// <param name="KeepUntil">When it may be forgotten: past the longest window that it can count in.</param>
public sealed record CountedSend(ConversationId Conversation, DateTimeOffset LastContact, DateTimeOffset Time, DateTimeOffset KeepUntil);
