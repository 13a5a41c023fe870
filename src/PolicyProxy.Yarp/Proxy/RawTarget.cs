using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Path and query of a request as written in its request line, nothing decoded.</summary>
internal static class RawTarget
{
    /// <summary>Takes the target apart; of an absolute one (<c>POST http://host/path</c>) only what follows the host counts.</summary>
    public static (string Path, string Query) Of(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (!target.StartsWith('/') && scheme >= 0)
        {
            var start = target.IndexOfAny(['/', '?'], scheme + 3);
            target = start < 0 ? "/" : target[start..];
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (target, "") : (target[..question], target[(question + 1)..]);
    }
}
