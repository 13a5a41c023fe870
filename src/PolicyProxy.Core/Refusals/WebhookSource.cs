using PolicyProxy.Platforms;

namespace PolicyProxy.Refusals;

/// <summary>How the last webhook of an account came, so that one of the gateway's own comes the same way.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Account">The account as the webhook named it.</param>
/// <param name="Route">The route it came in on.</param>
/// <param name="Target">Path and query that it was forwarded to.</param>
internal sealed record WebhookSource(string Channel, BusinessAccount Account, string Route, string Target);
