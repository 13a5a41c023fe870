using Microsoft.AspNetCore.Http;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>A request that goes to a destination without TLS.</summary>
/// <param name="Context">The request as it came.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Host">What stands in its <c>Host</c> header.</param>
/// <param name="IsSend">Whether it is a send, from which the platform is not to learn of the gateway; otherwise it tells whom it comes from.</param>
internal readonly record struct UpstreamRequest(HttpContext Context, UpstreamAddress Address, string Host, bool IsSend);
