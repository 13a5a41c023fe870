using FsCheck;
using FsCheck.Fluent;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>Header lines of requests: those that mean something to somebody on the way, and any other.</summary>
internal static class GeneratedHeaders
{
    private const string TokenLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!#$%&'*+^`|~";

    private static readonly string[] Known =
    [
        "Accept: */*", "Accept: text/html;q=0.5, */*", "Accept-Encoding: gzip, br", "Accept-Language: de", "Accept-Charset: utf-8", "Accept-Datetime: x",
        "Authorization: Bearer EAAB", "Authorization: strange", "authorization: Basic x", "Cache-Control: no-cache", "Pragma: no-cache",
        "Cookie: a=1; b=2", "Cookie: c=3", "cookie: ", "User-Agent: helpdesk/1.0 (x; y)", "User-Agent: other", "User-Agent: /((", "From: a@example.com",
        "Content-Language: de, en", "Content-MD5: x", "Content-Disposition: attachment; filename=\"a b\"", "Content-Location: /a", "Content-Range: bytes 0-1/2",
        "Allow: GET, POST", "Allow: ", "Expires: never", "Last-Modified: yesterday", "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Date: today", "Age: 5",
        "If-Match: \"a\"", "If-None-Match: W/\"a\", b", "If-Modified-Since: never", "If-Range: \"a\"", "Range: bytes=0-", "Range: none", "Max-Forwards: many",
        "Origin: https://example.com", "Referer: /a b", "Referer: https://example.com/%zz", "Warning: 199 - x", "Via: 1.1 a", "via: 1.0 b (c)", "Priority: u=1",
        "Connection: keep-alive", "Connection: close", "connection: X-Of-My-Own, keep-alive", "X-Of-My-Own: 1", "Keep-Alive: timeout=5", "Close: x",
        "TE: trailers", "TE: gzip;q=0.5", "Trailer: X-After", "Upgrade: h2c", "Upgrade: websocket", "HTTP2-Settings: AAMAAABkAAQAAP__", "Upgrade-Insecure-Requests: 1",
        "Proxy-Authorization: Basic x", "Proxy-Authenticate: Basic", "Proxy-Authentication-Info: x", "Proxy-Connection: keep-alive", "Proxy-Features: x", "Proxy-Instructions: x", "Proxy-Of-My-Own: x",
        "Security-Scheme: x", "ALPN: h2", "Alt-Svc: h3=\":443\"", "Alt-Used: a", "Expect: 100-continue", "Expect: the-worst", "Early-Data: 1",
        "X-HTTP-Method-Override: GET", "x-http-method: PUT", "X_HTTP_Method_Override: DELETE", "X-Method-Override: HEAD", "X-HTTP-MethodOverride: PUT", "X-Methods: x",
        "X-Forwarded-For: 1.2.3.4", "X-Forwarded-For: 5.6.7.8, 9.10.11.12", "X-Forwarded-Host: a", "X-Forwarded-Proto: https", "X-Forwarded-Prefix: /a", "Forwarded: for=1.2.3.4", "X-Real-IP: 1.2.3.4",
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "traceparent: none", "tracestate: a=1, b=2", "tracestate: c=3", "baggage: a=1", "Request-Id: |a.b.", "Correlation-Context: a=1",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "CDN-Loop: a", "Strict-Transport-Security: x", "grpc-timeout: 1S", "X-Content-Length: 5", "X-Policy-Verdict: allowed",
        "Server: a", "Set-Cookie: a=1", "Set-Cookie: b=2; expires=Sun, 06 Nov 1994 08:49:37 GMT", "Location: /a", "Retry-After: 5", "Vary: *", "ETag: x", "WWW-Authenticate: Basic", "Transfer-Encodin: chunked",

        // As UTF-8, and what would end a line if only the lower half of each letter were written: U+010D, U+010A.
        "X-Utf-8: \u00c3\u00a9", "X-Utf-8: a\u00c4\u008d\u00c4\u008aX-Smuggled: 1",
    ];

    private static readonly Gen<string> Token = Gen.Elements(TokenLetters.ToCharArray()).NonEmptyListOf().Select(letters => $"X{string.Concat(letters.Take(12))}");

    private static readonly Gen<char> Letter = Gen.Frequency(
        (20, Gen.Choose(0x21, 0x7e).Select(letter => (char)letter)), (2, Gen.Constant(' ')), (1, Gen.Constant('\t')));

    // A value of visible letters and blanks, none at either end.
    private static readonly Gen<string> Value = Gen.Frequency(
        (1, Gen.Constant("")),
        (1, Gen.Constant(new string('v', 8000))),
        (6, Letter.ListOf().Select(letters => string.Concat(letters).Trim(' ', '\t'))));

    private static readonly Gen<string> Unknown = from name in Token from value in Value select $"{name}: {value}";

    private static readonly Gen<string[]> Repeated = from name in Token from values in Gen.ArrayOf(Value, 3) select values.Select((value, number) => $"{(number == 1 ? name.ToUpperInvariant() : name)}:{value}").ToArray();

    /// <summary>Up to a dozen header lines.</summary>
    public static Gen<IReadOnlyList<string>> Lines =>
        from count in Gen.Choose(0, 8)
        from known in Gen.ArrayOf(Gen.Elements(Known), count)
        from unknown in Gen.ArrayOf(Unknown, count / 3)
        from repeated in Gen.Frequency((3, Gen.Constant(Array.Empty<string>())), (1, Repeated))
        from lines in Gen.Shuffle([.. known, .. unknown, .. repeated])
        select (IReadOnlyList<string>)lines;
}
