using FsCheck;
using FsCheck.Fluent;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>Header lines of answers, without those that frame the body.</summary>
internal static class AnswerHeaders
{
    private static readonly string[] Known =
    [
        "Content-Type: application/json; charset=UTF-8", "content-type: text/plain", "Content-Type: ", "Content-Encoding: gzip", "Content-Language: de, en", "Content-Range: bytes 0-1/2", "Content-Disposition: attachment", "Content-MD5: x", "Content-Location: /a",
        "Set-Cookie: a=1; Path=/", "Set-Cookie: b=2; Expires=Sun, 06 Nov 1994 08:49:37 GMT", "set-cookie: c", "Cookie: a=1", "Location: /elsewhere", "Location: http://127.0.0.1:1/%zz", "Refresh: 5",
        "Server: a/1 (b)", "Server: ", "Server: c", "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Date: today", "Last-Modified: x", "Expires: 0", "Age: old", "ETag: \"a\"", "Etag: W/b", "Vary: *", "Vary: a, b", "Allow: GET", "Allow: ",
        "Cache-Control: no-store", "Cache-Control: max-age=never", "Pragma: x", "Retry-After: 5", "Via: 1.1 a", "Warning: 199 - x", "Accept-Ranges: none", "Link: </a>; rel=b", "P3P: x", "Public-Key-Pins: x",
        "Connection: keep-alive", "Connection: close", "connection: X-Of-Its-Own, Close", "X-Of-Its-Own: 1", "Keep-Alive: timeout=5, max=100", "Upgrade: h2c", "Trailer: X-After", "TE: a", "Close: x",
        "Proxy-Authenticate: Basic", "Proxy-Authentication-Info: a", "Proxy-Connection: close", "Proxy-Of-Its-Own: x", "Proxy-Support: x", "Alt-Svc: h3=\":443\"", "Alt-Svc: clear", "Security-Scheme: x", "ALPN: x",
        "WWW-Authenticate: Basic realm=\"a\"", "WWW-Authenticate: OAuth \"Facebook Platform\" \"x\" \"y\"", "Strict-Transport-Security: max-age=1", "Access-Control-Allow-Origin: *", "X-FB-Trace-ID: a", "X-Business-Use-Case-Usage: {\"a\":[{\"b\":1}]}", "facebook-api-version: v24.0",
        "X-Policy-Verdict: refused", "X-Policy-Reason: none", "X-Policy-Window-Closes: never", "X-Empty:", "X-Blank:  \t ", "X-Padded: \t a  b \t", "X:x", "X: x", "X: y, z", "x!#$%&'*+-.^_`|~9: ~", "Age: 1", "Expect: x", "Host: a", "User-Agent: a", "Authorization: a", "traceparent: x",
        "X-Folded: a\r\n b", "X-Folded:\r\n\t a\r\n  b",
    ];

    private static readonly string[] Wrong =
    [
        "No-Colon", ": no-name", " : x", "Bad Name: x", "Trailing-Blank : x", "Trailing-Tab\t: x", "X\u00e9: x", "X: caf\u00e9", "X: \u00c3\u00a9", "X: a\u0001b", "X: a\u007fb", "(x): y", "\"x\": y", "x@y: z", "\0", ":", "",
        "Content-Length: 5", "Content-Length: 0", "Content-Length: abc", "Content-Length: -1", "Content-Length: +5", "Content-Length: 5 ", "Content-Length: 0x5", "Content-Length: 5, 5", "Content-Length: 5, 6", "Content-Length: 99999999999999999999", "Content-Length:", "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 5\r\nContent-Length: 6",
        "Transfer-Encoding: chunked", "Transfer-Encoding: Chunked", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: identity", "Transfer-Encoding:",
    ];

    private static readonly Gen<string> TooLong = Gen.Elements(
        $"X-Long: {new string('l', 70_000)}", string.Join("\r\n", Enumerable.Range(0, 1000).Select(number => $"X-Many: {number:D70}")), $"{new string('n', 70_000)}: x", $"X-Folded: a{string.Concat(Enumerable.Repeat("\r\n b", 20_000))}");

    /// <summary>Such as there are, some of them rare.</summary>
    public static Gen<IReadOnlyList<string>> Good =>
        from count in Gen.Choose(0, 8)
        from known in Gen.ArrayOf(Gen.Elements(Known), count)
        from length in Gen.Elements(0, 0, 0, 8_000, 60_000)
        select (IReadOnlyList<string>)(length == 0 ? known : [.. known, $"X-Long: {new string('l', length)}"]);

    /// <summary>One, or several, that should not be.</summary>
    public static Gen<string> Bad => Gen.Frequency((8, Gen.Elements(Wrong)), (1, TooLong));

    /// <summary>Whether a line tells where the body ends.</summary>
    public static bool IsFraming(string line) => line.StartsWith("Content-Length") || line.StartsWith("Transfer-Encoding");
}
