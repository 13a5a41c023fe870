using PolicyProxy.Policy;

namespace PolicyProxy.Windows;

/// <summary>What one id of a contact is tied to: the contact's other ids.</summary>
/// <param name="Conversation">The conversation under that id.</param>
/// <param name="Others">The other ids, in canonical form; none takes the tie away.</param>
/// <param name="KeepUntil">When it may be forgotten: past the longest window of any of the ids.</param>
public readonly record struct ContactTie(ConversationId Conversation, IReadOnlyList<string> Others, DateTimeOffset KeepUntil);
