using PolicyProxy.Policy;

namespace PolicyProxy.Windows;

/// <summary>One action of a client's to be kept.</summary>
/// <param name="Conversation">The conversation it belongs to.</param>
/// <param name="Time">When the client acted.</param>
/// <param name="KeepUntil">When it may be forgotten: past the longest window it can open.</param>
public readonly record struct WindowRecord(ConversationId Conversation, DateTimeOffset Time, DateTimeOffset KeepUntil);
