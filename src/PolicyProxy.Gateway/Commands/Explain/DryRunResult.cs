using PolicyProxy.Refusals;
using PolicyProxy.Yarp.Proxy;
using Yarp.ReverseProxy.Configuration;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>What would become of a request.</summary>
/// <param name="Route">The route it comes in on; null when there is none.</param>
/// <param name="Outcome">What the policy did; null where it does nothing.</param>
/// <param name="Forwarded">The body that is forwarded; null when it is answered.</param>
/// <param name="Answer">The gateway's own answer, where it is not forwarded.</param>
/// <param name="ToldLater">What the helpdesk is told later.</param>
internal sealed record DryRunResult(
    RouteConfig? Route, MessagingOutcome? Outcome, byte[]? Forwarded, DryAnswer Answer, IReadOnlyList<WaitingRefusal> ToldLater);
