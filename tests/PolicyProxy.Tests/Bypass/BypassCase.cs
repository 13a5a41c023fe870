using System.IO.Compression;
using System.Text;
using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;

namespace PolicyProxy.Tests.Bypass;

/// <summary>One way of writing a send: a line of <c>cases.jsonl</c>, or of <c>described.jsonl</c> for platforms that JSON describes.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Why">What is special about it.</param>
/// <param name="Head">Request line and headers; a length is added where there is none.</param>
/// <param name="Body">The body: a text, or a list of texts and of <c>[count, text]</c> for what is repeated.</param>
/// <param name="Encode">What is done to the body's bytes, in order.</param>
/// <param name="Closed">How it is refused to a closed contact.</param>
/// <param name="Open">What becomes of it when everybody may be written to.</param>
/// <param name="Target">The target by which it is forwarded, where that is not the one it came by.</param>
/// <param name="Forwarded">The body that is forwarded, where that is not the one that came.</param>
internal sealed record BypassCase(
    string Id, string Why, string Head, JsonElement Body, string[]? Encode, string Closed, string Open, string? Target, string? Forwarded)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static IReadOnlyDictionary<string, BypassCase> All { get; } = Read("cases.jsonl");

    public static IReadOnlyDictionary<string, BypassCase> Described { get; } = Read("described.jsonl");

    /// <summary>The request line's target.</summary>
    public string WrittenTarget => Head.Split(' ')[1];

    /// <summary>A header's value; null without one.</summary>
    public string? Header(string name) => Head.Split("\r\n").Skip(1).Select(line => line.Split(':', 2))
        .Where(pair => pair[0].Equals(name, StringComparison.OrdinalIgnoreCase)).Select(pair => pair[1].Trim())
        .Aggregate(default(string), (all, value) => all is null ? value : $"{all}, {value}");

    private string[] Steps => Encode ?? [];

    /// <summary>The whole request.</summary>
    public byte[] Request(IReadOnlyDictionary<string, string> placeholders)
    {
        var body = BodyBytes(placeholders);
        var isChunked = Steps.Contains("chunked");
        var length = body.Length == 0 || isChunked || Head.Contains("Content-Length:") ? "" : $"\r\nContent-Length: {body.Length}";
        return [.. Encoding.Latin1.GetBytes($"{Fill(Head, placeholders)}{length}\r\n\r\n"), .. isChunked ? Chunk(body) : body];
    }

    /// <summary>The body without its chunks.</summary>
    public byte[] BodyBytes(IReadOnlyDictionary<string, string> placeholders)
    {
        var text = Fill(Text(Body), placeholders);
        var bytes = Steps.Contains("latin1") ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text);
        return Steps.Aggregate(bytes, Apply);
    }

    /// <summary>A text with what its placeholders stand for.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> placeholders) =>
        placeholders.Aggregate(text, (filled, one) => filled.Replace($"@{one.Key}@", one.Value, StringComparison.Ordinal));

    private static Dictionary<string, BypassCase> Read(string file) =>
        File.ReadLines(RepositoryFile.Path("tests", "PolicyProxy.Tests", "Bypass", file))
            .Select(line => JsonSerializer.Deserialize<BypassCase>(line, Web)!).ToDictionary(one => one.Id);

    private static string Text(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.String => body.GetString()!,
        JsonValueKind.Array when body.GetArrayLength() == 2 && body[0].ValueKind == JsonValueKind.Number =>
            string.Concat(Enumerable.Repeat(body[1].GetString()!, body[0].GetInt32())),
        JsonValueKind.Array => string.Concat(body.EnumerateArray().Select(Text)),
        _ => "",
    };

    private static byte[] Apply(byte[] bytes, string step) => step switch
    {
        "latin1" or "chunked" => bytes,
        "utf-16le" => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes)),
        "utf-16be" => Encoding.BigEndianUnicode.GetBytes(Encoding.UTF8.GetString(bytes)),
        "utf-32" => Encoding.UTF32.GetBytes(Encoding.UTF8.GetString(bytes)),
        "gzip" => Compress(bytes, stream => new GZipStream(stream, CompressionLevel.Fastest)),
        "deflate" => Compress(bytes, stream => new ZLibStream(stream, CompressionLevel.Fastest)),
        "raw-deflate" => Compress(bytes, stream => new DeflateStream(stream, CompressionLevel.Fastest)),
        "br" => Compress(bytes, stream => new BrotliStream(stream, CompressionLevel.Fastest)),
        "twice" => [.. bytes, .. bytes],
        "one-byte-more" => [.. bytes, 0],
        "one-byte-less" => bytes[..^1],
        _ => throw new NotSupportedException(step),
    };

    private static byte[] Compress(byte[] bytes, Func<Stream, Stream> coding)
    {
        using var result = new MemoryStream();
        using (var stream = coding(result)) stream.Write(bytes);
        return result.ToArray();
    }

    private static byte[] Chunk(byte[] body) =>
        [.. body.Chunk(7).SelectMany(chunk => (byte[])[.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, .. "\r\n"u8]), .. "0\r\n\r\n"u8];
}
