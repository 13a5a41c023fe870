using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using PolicyProxy.Platforms;
using PolicyProxy.Yarp.Diagnostics;
using Yarp.ReverseProxy.Transforms;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>
/// Sees that a request does not go round: where the platform's name leads to the gateway, and for the gateway, too, what it forwards comes
/// back to it, by whatever way.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc8586</remarks>
/// <param name="logger">Is told of a loop.</param>
internal sealed class ForwardingLoop(ILogger<ForwardingLoop> logger)
{
    /// <summary>What is answered to a request that has come back.</summary>
    public static readonly GatewayAnswer Answer = new(
        AnswerKind.PlatformUnreachable, "the platform's name leads back to this gateway, which must find the platform's real address instead");

    private const string Header = "CDN-Loop";

    // One of its own for each gateway: one that forwards to another is no loop.
    private readonly string _name = $"policyproxy-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    /// <summary>Whether this gateway has forwarded the request before.</summary>
    public bool HasClosed(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var names) || !names.ToString().Contains(_name, StringComparison.OrdinalIgnoreCase)) return false;
        Log.GoingRound(logger, request.Host.Host);
        return true;
    }

    /// <summary>
    /// Leaves a mark on a request that came by the name it is forwarded to, as each does that goes round. Any other is forwarded as it came:
    /// a platform need not know that there is a gateway.
    /// </summary>
    public void Mark(RequestTransformContext context)
    {
        var request = context.HttpContext.Request;
        if (!LeadsTo(context.HttpContext, context.DestinationPrefix)) return;
        context.ProxyRequest.Headers.Remove(Header);
        context.ProxyRequest.Headers.TryAddWithoutValidation(Header, StringValues.Concat(request.Headers[Header], _name).ToString());
    }

    /// <summary>Whether a request came by the name it is forwarded to: the one in the destination's address, or the one given besides where the address is a number.</summary>
    public static bool LeadsTo(HttpContext context, ReadOnlySpan<char> address)
    {
        ReadOnlySpan<char> host = context.Request.Host.Value;
        address = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var slash = address.IndexOf('/');
        return IsSame(slash < 0 ? address : address[..slash], host) || IsSame(context.GetReverseProxyFeature().ProxiedDestination?.Model.Config.Host, host);
    }

    // Where the destination's port goes without saying, what comes back to it names none, whichever was named at first.
    private static bool IsSame(ReadOnlySpan<char> destination, ReadOnlySpan<char> host)
    {
        if (host.Length == 0 || destination.Equals(host, StringComparison.OrdinalIgnoreCase)) return host.Length > 0;
        var name = Name(destination);
        return destination[name.Length..] is "" or ":443" or ":80" && name.Equals(Name(host), StringComparison.OrdinalIgnoreCase);
    }

    // An IPv6 address has colons of its own, in brackets.
    private static ReadOnlySpan<char> Name(ReadOnlySpan<char> authority) =>
        authority.LastIndexOf(':') is var colon && colon > authority.LastIndexOf(']') ? authority[..colon] : authority;
}
