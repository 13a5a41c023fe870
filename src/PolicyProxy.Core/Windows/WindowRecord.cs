using PolicyProxy.Policy;

namespace PolicyProxy.Windows;

/// <summary>One action of a client's to be kept.</summary>
/// <param name="Conversation">The conversation it belongs to.</param>
/// <param name="Time">When the client acted.</param>
/// <param name="KeepUntil">When it may be forgotten: past the longest window it can open.</param>
/// <param name="NotifyAfter">How long after <paramref name="Time"/> somebody is first to be told that the window closes; zero for nobody.</param>
public readonly record struct WindowRecord(ConversationId Conversation, DateTimeOffset Time, DateTimeOffset KeepUntil, TimeSpan NotifyAfter = default)
{
    /// <summary>When somebody is first to be told that the window closes; null for nobody.</summary>
    public DateTimeOffset? NotifyAt => NotifyAfter > TimeSpan.Zero ? Time + NotifyAfter : null;
}
