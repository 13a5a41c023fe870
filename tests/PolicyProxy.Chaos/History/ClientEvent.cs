namespace PolicyProxy.Chaos.History;

/// <summary>A client's action in a webhook that opens a window when the webhook is authentic.</summary>
/// <param name="Conversation">As in the store's keys: <c>channel:account:contact</c>.</param>
/// <param name="Time">The event's own timestamp in Unix milliseconds, as written; it counts at most as the time of receipt.</param>
internal sealed record ClientEvent(string Conversation, long Time);
