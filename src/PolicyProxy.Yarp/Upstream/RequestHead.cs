using System.Buffers;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using PolicyProxy.Yarp.Proxy;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>Writes the head of a request as YARP and the HTTP client of .NET do.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc9112#section-3</remarks>
internal static class RequestHead
{
    private static readonly FrozenSet<string> NotCopied =
        ConnectionHeaders.Names.Concat([HeaderNames.Host, HeaderNames.ContentLength]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // What a webhook tells of its way is the gateway's to say.
    private static readonly FrozenSet<string> OfTheWay = new[]
    {
        ForwardedHeadersDefaults.XForwardedForHeaderName, ForwardedHeadersDefaults.XForwardedProtoHeaderName, ForwardedHeadersDefaults.XForwardedHostHeaderName,
        ForwardedHeadersDefaults.XForwardedPrefixHeaderName, "Forwarded",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Without what has a meaning of its own to a URL's reader.
    private static readonly SearchValues<char> Target = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Except("#\\")]);

    /// <summary>Whether a path, or a query, can be written as it is.</summary>
    public static bool IsTarget(ReadOnlySpan<char> target) => !target.ContainsAnyExcept(Target);

    /// <summary>Writes the head of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="length">How many bytes its body has.</param>
    /// <param name="output">Where it is written to.</param>
    /// <returns>False when there is something to it that cannot be written this way.</returns>
    public static bool TryWrite(in UpstreamRequest request, long length, HeadBuffer output)
    {
        var (context, address, host, isSend) = request;
        var query = context.Request.QueryString.Value ?? "";
        if (ForwardingTransforms.KeptPath(context, context.Request.Path) is not { } path || !IsTarget(path) || !IsTarget(query)) return false;
        output.Add(context.Request.Method);
        output.Add(" "u8);
        output.Add(address.Path);
        output.Add(path);
        output.Add(query);
        output.Add(" HTTP/1.1\r\nHost: "u8);
        output.Add(host);
        output.Add("\r\n"u8);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (NotCopied.Contains(name) || (isSend ? ForwardingTransforms.IsDropped(name) : OfTheWay.Contains(name))) continue;
            if (WaitsForLeave(name) || !TryAdd(output, name, values)) return false;
        }

        if (!isSend) AddForwarded(context, output);
        output.Add("Content-Length: "u8);
        output.Add(length);
        output.Add("\r\n\r\n"u8);
        return true;
    }

    // Of a webhook; a send is whole already.
    private static bool WaitsForLeave(string name) => name.Equals(HeaderNames.Expect, StringComparison.OrdinalIgnoreCase);

    private static void AddForwarded(HttpContext context, HeadBuffer output)
    {
        var request = context.Request;
        Add(output, ForwardedHeadersDefaults.XForwardedForHeaderName, context.Connection.RemoteIpAddress?.ToString());
        Add(output, ForwardedHeadersDefaults.XForwardedProtoHeaderName, request.Scheme);
        Add(output, ForwardedHeadersDefaults.XForwardedHostHeaderName, request.Host.HasValue ? request.Host.ToUriComponent() : null);
        Add(output, ForwardedHeadersDefaults.XForwardedPrefixHeaderName, request.PathBase.HasValue ? request.PathBase.ToUriComponent() : null);
    }

    private static bool TryAdd(HeadBuffer output, string name, StringValues values)
    {
        if (values.Count > 1)
        {
            // Names of products are not parted by commas: how else the HTTP client knows.
            if (name.Equals(HeaderNames.UserAgent, StringComparison.OrdinalIgnoreCase)) return false;
            values = string.Join(name.Equals(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase) ? "; " : ", ", values.ToArray());
        }

        if (values.Count > 0) Add(output, name, values.ToString());
        return true;
    }

    // YARP, too, leaves out what has lines.
    private static void Add(HeadBuffer output, string name, string? value)
    {
        if (value is null || value.AsSpan().ContainsAny('\r', '\n')) return;
        output.Add(name);
        output.Add(": "u8);
        output.Add(value);
        output.Add("\r\n"u8);
    }
}
