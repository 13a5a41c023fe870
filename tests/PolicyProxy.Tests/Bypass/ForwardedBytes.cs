using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace PolicyProxy.Tests.Bypass;

/// <summary>A request as it came out of the gateway: head as text, body taken out of its chunks.</summary>
internal sealed record ForwardedBytes(string Head, byte[] Body)
{
    public string Method => Head.Split(' ')[0];

    public string Target => Head.Split(' ')[1];

    /// <summary>All headers, in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; } =
        [.. Head.Split("\r\n").Skip(1).Select(line => line.Split(':', 2)).Select(pair => (pair[0], pair[^1].Trim()))];

    /// <summary>A header's value; null without one.</summary>
    public string? Header(string name) =>
        Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();

    /// <summary>Takes one whole request off the beginning.</summary>
    public static bool TryRead(List<byte> bytes, out ForwardedBytes request)
    {
        request = null!;
        var span = CollectionsMarshal.AsSpan(bytes);
        var end = span.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var read = new ForwardedBytes(Encoding.Latin1.GetString(span[..end]), []);
        var position = end + 4;
        if (read.Header("Transfer-Encoding") is null)
        {
            var length = read.Header("Content-Length") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
            if (span.Length < position + length) return false;
            request = read with { Body = span.Slice(position, length).ToArray() };
            bytes.RemoveRange(0, position + length);
            return true;
        }

        var body = new List<byte>();
        while (true)
        {
            var line = span[position..].IndexOf("\r\n"u8);
            if (line < 0) return false;
            var length = int.Parse(Encoding.ASCII.GetString(span.Slice(position, line)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            position += line + 2;
            if (span.Length < position + length + 2) return false;
            body.AddRange(span.Slice(position, length));
            position += length + 2;
            if (length > 0) continue;
            request = read with { Body = [.. body] };
            bytes.RemoveRange(0, position);
            return true;
        }
    }
}
