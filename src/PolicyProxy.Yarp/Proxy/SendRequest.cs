using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PolicyProxy.Platforms;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Reads the head of a request on a send route, as it came over the wire.</summary>
internal static class SendRequest
{
    // A send can stand in the query, with four bytes of a text written as twelve.
    private const int LongestTarget = 64 * 1024;

    /// <summary>Whether path and query are longer than is read.</summary>
    public static bool IsTooLong(HttpContext context) => context.Features.Get<IHttpRequestFeature>()!.RawTarget.Length > LongestTarget;

    public static ApiRequest ReadHead(HttpContext context, PolicyRoute route)
    {
        var (path, query) = Target(context);
        var headers = context.Request.Headers;
        return new()
        {
            Method = context.Request.Method,
            Path = path,
            BasePath = route.BasePath,
            Query = query,
            FixedAccount = route.Account,
            HasBody = context.Request.ContentLength > 0 || headers.TransferEncoding.Count > 0,
            ContentType = headers.ContentType.Count == 0 ? null : headers.ContentType.ToString(),
            ContentEncoding = headers.ContentEncoding.Count == 0 ? null : headers.ContentEncoding.ToString(),
        };
    }

    /// <summary>All headers, one for each line.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(HttpContext context) =>
        [.. context.Request.Headers.SelectMany(header => header.Value, (header, line) => new KeyValuePair<string, string>(header.Key, line ?? ""))];

    /// <summary>How many bytes of a request's body are read.</summary>
    public static long Limit(in ApiRequest request, LimitOptions limits) =>
        request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true ? limits.UploadBytes : limits.SendBytes;

    /// <summary>What is wrong with the way a request is framed, before anything of it is read; null when nothing is.</summary>
    public static string? Problem(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (IsUpgrade(context)) return "a connection cannot be upgraded or tunnelled through this gateway";

        // The server leaves a second length behind under this name.
        if (headers.ContainsKey("X-Content-Length")) return "the body has two lengths";
        return headers.TransferEncoding.Count > 0 && !headers.TransferEncoding.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase)
            ? "the body's Transfer-Encoding is not plainly chunked"
            : null;
    }

    // An offer of cleartext HTTP/2, which some client libraries make by themselves, is not taken up and does no harm.
    private static bool IsUpgrade(HttpContext context) =>
        HttpMethods.IsConnect(context.Request.Method)
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
        || (context.Request.Headers.Upgrade.Count > 0 && !context.Request.Headers.Upgrade.ToString().Equals("h2c", StringComparison.OrdinalIgnoreCase));

    /// <summary>Path and query as written in the request line, nothing decoded; of an absolute target (POST http://host/path) what follows the host.</summary>
    public static (string Path, string Query) Target(HttpContext context)
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
