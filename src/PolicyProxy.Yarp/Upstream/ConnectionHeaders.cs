using System.Collections.Frozen;
using Microsoft.Net.Http.Headers;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>The headers that concern one connection only, as YARP has them.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1</remarks>
internal static class ConnectionHeaders
{
    /// <summary>Their names.</summary>
    public static readonly FrozenSet<string> Names = new[]
    {
        HeaderNames.Connection, HeaderNames.TransferEncoding, HeaderNames.KeepAlive, HeaderNames.Upgrade, HeaderNames.UpgradeInsecureRequests,
        HeaderNames.ProxyConnection, HeaderNames.ProxyAuthenticate, "Proxy-Authentication-Info", HeaderNames.ProxyAuthorization, "Proxy-Features", "Proxy-Instruction",
        "Security-Scheme", "ALPN", "Close", "HTTP2-Settings", HeaderNames.TE, HeaderNames.AltSvc,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
