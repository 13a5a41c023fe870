using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using PolicyProxy.Tests.Infrastructure;

namespace PolicyProxy.Tests.Bypass;

/// <summary>One request of any bytes on a connection of its own, and the answer to it.</summary>
internal static class RawExchange
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Writes the bytes and reads the final answer.</summary>
    /// <returns>The answer; null when the gateway hung up without one.</returns>
    /// <exception cref="TimeoutException">Neither came.</exception>
    public static async Task<Answer?> AskAsync(string address, byte[] request)
    {
        using var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(new Uri(address).Host, new Uri(address).Port);
        var isHead = request.AsSpan().StartsWith("HEAD "u8);
        try
        {
            await tcp.GetStream().WriteAsync(request);
            return await ReadAsync(tcp.GetStream(), isHead).WaitAsync(Patience);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<Answer?> ReadAsync(NetworkStream stream, bool isHead)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            if (TryParse(text, isHead, isOver: false) is { } answer) return answer;
            var read = await stream.ReadAsync(buffer);
            if (read == 0) return TryParse(text, isHead, isOver: true);
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }

    private static Answer? TryParse(StringBuilder received, bool isHead, bool isOver)
    {
        var text = received.ToString();
        while (text.StartsWith("HTTP/1.1 1", StringComparison.Ordinal) && text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var interim)
            text = text[(interim + 4)..];
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return null;

        var lines = text[..end].Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToLookup(pair => pair[0], pair => pair[^1].Trim(), StringComparer.OrdinalIgnoreCase);
        var answer = new Answer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, []);
        var body = text[(end + 4)..];
        if (isHead) return answer;
        if (answer.Header("Transfer-Encoding") is not null)
        {
            if (!isOver && !body.EndsWith("0\r\n\r\n", StringComparison.Ordinal)) return null;
            return answer with { Body = Encoding.Latin1.GetBytes(Dechunk(body)) };
        }

        var length = answer.Header("Content-Length") is { } written ? int.Parse(written, CultureInfo.InvariantCulture) : isOver ? body.Length : int.MaxValue;
        return body.Length < length && !isOver ? null : answer with { Body = Encoding.Latin1.GetBytes(body) };
    }

    private static string Dechunk(string body)
    {
        var whole = new StringBuilder();
        for (var position = 0; Regex.Match(body[position..], "^([0-9A-Fa-f]+)\r\n") is { Success: true } line;)
        {
            var length = int.Parse(line.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0) break;
            whole.Append(body, position + line.Length, length);
            position += line.Length + length + 2;
        }

        return whole.ToString();
    }
}
