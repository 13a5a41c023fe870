namespace PolicyProxy.Policy;

/// <summary>One window-opening action of a client's, as a webhook told it.</summary>
/// <param name="Platform">The platform's name, as in a channel's <c>Platform</c>.</param>
/// <param name="Account">The business side the client wrote to; null when the webhook does not say.</param>
/// <param name="Contacts">
/// Every id the same client is known by, in canonical form, at least one (a WhatsApp client can have a number, a business-scoped user
/// id and a parent one).
/// </param>
/// <param name="Time">When the client acted: the event's own time, at most the time of receipt.</param>
public sealed record ClientContact(string Platform, string? Account, IReadOnlyList<string> Contacts, DateTimeOffset Time);
