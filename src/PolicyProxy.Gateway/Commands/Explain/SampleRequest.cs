using System.Text;
using System.Text.RegularExpressions;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>A request as documentation and <c>curl -v</c> write it: request line, headers, an empty line, body; or a body alone.</summary>
internal sealed partial record SampleRequest(string Method, string Host, string Path, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    /// <summary>Path and query as in the request line.</summary>
    public string Target => Path + Query;

    /// <summary>Reads a file.</summary>
    /// <param name="file">What is in it.</param>
    /// <param name="method">The method, in place of that in the file; null to take that.</param>
    /// <param name="path">Path and query, or a whole address, in place of those in the file; null to take those.</param>
    /// <exception cref="FormatException">It is no request; the message says what is wrong, and what would be right.</exception>
    public static SampleRequest Read(byte[] file, string? method, string? path)
    {
        var lines = new HeadLines(file);
        var match = RequestLine().Match(lines.Next() ?? "");
        if (!match.Success) return WithoutHead(file, method, path);

        var headers = new List<KeyValuePair<string, string>>();
        while (lines.Next() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1) throw new FormatException($"line {lines.Number} is no header; \"Name: value\" belongs there, and an empty line before the body.");
            headers.Add(new(line[..colon].Trim(), line[(colon + 1)..].Trim()));
        }

        return At(method ?? match.Groups[1].Value, path ?? match.Groups[2].Value, headers, Cut(lines.Rest, headers));
    }

    private static SampleRequest WithoutHead(byte[] file, string? method, string? path)
    {
        if (path is null) throw new FormatException("has no request line; \"POST /path HTTP/1.1\" belongs at its beginning, or say with --path where the body was posted to.");
        var body = Cut(file, []);
        var isJson = Encoding.UTF8.GetString(body).TrimStart() is ['{' or '[', ..];
        return At(method ?? "POST", path, [new("Content-Type", isJson ? "application/json" : "application/x-www-form-urlencoded")], body);
    }

    private static SampleRequest At(string method, string target, IReadOnlyList<KeyValuePair<string, string>> headers, byte[] body)
    {
        var host = headers.FirstOrDefault(header => header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)).Value ?? "localhost";
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (!target.StartsWith('/') && scheme > 0)
        {
            var start = target.IndexOfAny(['/', '?'], scheme + 3);
            host = target[(scheme + 3)..(start < 0 ? target.Length : start)];
            target = start < 0 ? "/" : target[start..];
        }

        if (!target.StartsWith('/')) throw new FormatException($"asks for \"{target}\"; a path that begins with /, or a whole address, belongs in the request line or in --path.");
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return new(method, host, question < 0 ? target : target[..question], question < 0 ? "" : target[question..], headers, body);
    }

    // An editor ends the last line, which the request did not.
    private static byte[] Cut(byte[] body, List<KeyValuePair<string, string>> headers)
    {
        var length = headers.FirstOrDefault(header => header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value;
        if (int.TryParse(length, out var announced) && announced >= 0 && announced <= body.Length) return body[..announced];
        return body switch
        {
            [.. var rest, (byte)'\r', (byte)'\n'] => rest,
            [.. var rest, (byte)'\n'] => rest,
            _ => body,
        };
    }

    [GeneratedRegex(@"^([A-Z]+) (\S+)( HTTP/[0-9.]+)?\s*$")]
    private static partial Regex RequestLine();
}
