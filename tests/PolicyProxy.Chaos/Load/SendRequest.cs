using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.Load;

/// <summary>A request of the helpdesk's.</summary>
internal sealed record SendRequest(string Form, string Path, string ContentType, string Body, IReadOnlyList<SendElement> Elements);
