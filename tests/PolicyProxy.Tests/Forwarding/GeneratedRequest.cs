using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PolicyProxy.Tests.Infrastructure;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>A request on a send or a webhook route as some client could write it.</summary>
/// <param name="RequestLine">Method, target and version.</param>
/// <param name="Headers">Every header line, without those that frame the body.</param>
/// <param name="Body">The body.</param>
/// <param name="ChunkLength">How long the chunks are that the body comes in; zero when it comes with its length.</param>
internal sealed record GeneratedRequest(string RequestLine, IReadOnlyList<string> Headers, byte[] Body, int ChunkLength)
{
    private static readonly Conversation Client = Conversation.Messenger;

    private static readonly Gen<int> Length = Gen.Frequency(
        (4, Gen.Elements(0, 1, 2, 4095, 4096, 4097, 16383, 16384, 16385)), (8, Gen.Choose(3, 5000)), (2, Gen.Choose(90_000, 110_000)), (1, Gen.Elements(1024 * 1024, 1024 * 1024 + 1)));

    private static readonly Gen<string> Query = Gen.Elements(
        "", "?", "?access_token=a%2Fb%20c", "?q={a|b}^[c]", "?%zz&%41=%e2%82%ac", "?a=1&a=2&&=", "?x=a+b%2Bc?d=/e/../f", "?appsecret_proof=0&debug=all", "?x=%00%0d%0a");

    /// <summary>A send to Messenger's client, which the policy allows, or nearly.</summary>
    public static Gen<GeneratedRequest> Send =>
        from method in Gen.Frequency((8, Gen.Constant("POST")), (4, Gen.Elements("PUT", "PATCH", "DELETE", "GET", "HEAD", "OPTIONS", "REPORT")))
        from path in Gen.Frequency(
            (12, Gen.Elements($"/v24.0/{Client.Account}/messages", "/me/messages", "/v3.1/me/messages/", "//V24.0//ME//Messages", "http://gateway/v24.0/me/messages")),
            (1, Gen.Elements("/v24.0/me/media", "/v24.0/me/m%65ssages", "/v24.0/me/../messages", "/")))
        from query in Query
        from length in Length
        from tail in Tail(method, SendBody(length), length < Client.Text.Length ? path + WithSend(query) : path + query, Gen.Elements<string?>("application/json", "text/plain", "application/x-www-form-urlencoded", null))
        select tail;

    /// <summary>A signed webhook, with whatever is in it.</summary>
    public static Gen<GeneratedRequest> Webhook =>
        from path in Gen.Elements(
            "/webhooks/meta", "/webhooks", "/webhooks/", "/webhooks//a//b", "/webhooks/a%2Fb%20c", "/webhooks/a/../b", "/webhooks/%2e%2e/b", "/webhooks/a;b=c,d@e:f", "/webhooks/{a}|^[b]`", "/WebHooks/A%c3%a9%E9", "/webhooks/a%25b%", "http://gateway/webhooks/a?b")
        from query in Query
        from length in Length
        from seed in Gen.Choose(0, int.MaxValue)
        let body = Bytes(length, seed)
        from tail in Tail("POST", body, path + query, Gen.Elements<string?>("application/json", null, "application/octet-stream"))
        select tail with { Headers = [.. tail.Headers, $"X-Hub-Signature-256: {RunningGateway.Sign(body, Client.Secret)}"] };

    /// <summary>The request as it is written.</summary>
    /// <param name="mark">Another header line; none when empty.</param>
    public byte[] Write(string mark)
    {
        var framing = ChunkLength > 0 ? "Transfer-Encoding: chunked\r\n" : $"Content-Length: {Body.Length}\r\n";
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.Latin1.GetBytes($"{RequestLine}\r\n{string.Concat(Headers.Select(header => $"{header}\r\n"))}{mark}{framing}\r\n"));
        if (ChunkLength == 0) bytes.Write(Body);
        else WriteChunks(bytes);
        return bytes.ToArray();
    }

    public override string ToString() => $"{RequestLine}\n{string.Join('\n', Headers.Select(WireText.Shortened))}\n{Body.Length} bytes in chunks of {ChunkLength}";

    private static Gen<GeneratedRequest> Tail(string method, byte[] body, string target, Gen<string?> contentType) =>
        from version in Gen.Frequency((9, Gen.Constant("HTTP/1.1")), (1, Gen.Constant("HTTP/1.0")))
        from host in Gen.Elements("gateway", "graph.facebook.com:443", "[::1]:8080")
        from type in contentType
        from headers in GeneratedHeaders.Lines
        from chunk in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Elements(1000, 4096, 65_536)))
        select new GeneratedRequest(
            $"{method} {target} {version}",
            [$"Host: {host}", .. type is null ? Array.Empty<string>() : [$"Content-Type: {type}"], .. headers],
            body,
            version == "HTTP/1.0" ? 0 : chunk);

    // What is too short for a send has it in the query.
    private static string WithSend(string query) =>
        $"{(query.Length == 0 ? "?" : query + "&")}recipient={{\"id\":\"{Client.Contact}\"}}&message={{%22text%22:%22a%22}}";

    private static byte[] SendBody(int length) =>
        Encoding.ASCII.GetBytes(length < Client.Text.Length ? "&".PadRight(length, '&')[..length] : Client.Text.Replace("Hello", "Hello".PadRight(length - Client.Text.Length + 5, 'x')));

    private static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private void WriteChunks(MemoryStream target)
    {
        foreach (var chunk in Body.Chunk(ChunkLength))
        {
            target.Write(Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"));
            target.Write(chunk);
            target.Write("\r\n"u8);
        }

        target.Write("0\r\n\r\n"u8);
    }
}
