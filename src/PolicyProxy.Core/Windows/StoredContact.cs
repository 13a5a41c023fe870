using PolicyProxy.Policy;

namespace PolicyProxy.Windows;

/// <summary>What a store holds of one conversation.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Contact">What is known of it; null when what is stored cannot be read.</param>
public readonly record struct StoredContact(ConversationId Conversation, LastContact? Contact);
