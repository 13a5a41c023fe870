namespace PolicyProxy.Chaos.History;

/// <summary>One send of a request.</summary>
/// <param name="Id">Stands in the message's text, so that it can be found in what the platform gets.</param>
/// <param name="Conversation">As in the store's keys: <c>channel:account:contact</c>.</param>
/// <param name="IsTemplate">Whether the policy permits it without a window.</param>
/// <param name="Outcome">What the answer says became of it.</param>
internal sealed record SendElement(string Id, string Conversation, bool IsTemplate, Outcome Outcome = Outcome.Unknown);
