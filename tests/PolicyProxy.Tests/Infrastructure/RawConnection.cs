using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>One TCP connection to the gateway, for requests that no HTTP client would write.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private RawConnection(TcpClient tcp) => (_tcp, _stream) = (tcp, tcp.GetStream());

    /// <summary>Reads answers as they stand on the wire, broken ones, too; what it has taken in nobody else can read.</summary>
    public WireReader Wire => field ??= new(_stream);

    public static async Task<RawConnection> OpenAsync(string address, int? receiveBuffer = null)
    {
        var tcp = new TcpClient { NoDelay = true };
        if (receiveBuffer is { } size) tcp.ReceiveBufferSize = size;
        await tcp.ConnectAsync(new Uri(address).Host, new Uri(address).Port);
        return new(tcp);
    }

    /// <summary>Writes one request; a body comes with its length unless the head says otherwise.</summary>
    public Task<Answer> AskAsync(string requestLine, string headers = "", string body = "") =>
        AskAsync(requestLine, headers, Encoding.UTF8.GetBytes(body));

    public async Task<Answer> AskAsync(string requestLine, string headers, byte[] body)
    {
        await WriteAsync(requestLine, headers, body);
        return await ReadAnswerAsync();
    }

    /// <summary>Writes one request and waits for nothing.</summary>
    public async Task WriteAsync(string requestLine, string headers, byte[] body)
    {
        var length = body.Length == 0 || headers.Contains("Transfer-Encoding") ? "" : $"Content-Length: {body.Length}\r\n";
        await _stream.WriteAsync(Encoding.Latin1.GetBytes($"{requestLine} HTTP/1.1\r\nHost: gateway\r\n{headers}{length}\r\n"));
        await _stream.WriteAsync(body);
    }

    /// <summary>Writes bytes as they are, as far as the gateway takes them.</summary>
    public async Task WriteAsync(byte[] bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes);
        }
        catch (IOException)
        {
            // It hung up.
        }
    }

    /// <summary>Waits until the gateway answers, hangs up, or has had time to.</summary>
    public async Task WaitForAnswerOrEndAsync(TimeSpan patience)
    {
        using var end = new CancellationTokenSource(patience);
        try
        {
            await _stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, end.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // It hung up, or waits for more.
        }
    }

    /// <summary>Whether the first byte of an answer comes in this time; none of it is read.</summary>
    public async Task<bool> AnswersWithinAsync(TimeSpan patience)
    {
        using var end = new CancellationTokenSource(patience);
        try
        {
            await _tcp.Client.ReceiveAsync(new byte[1], SocketFlags.Peek, end.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Reads an answer without its body.</summary>
    public async Task<Answer> ReadHeadAsync()
    {
        var status = int.Parse((await ReadLineAsync()).Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = new List<(string Name, string Value)>();
        while (await ReadLineAsync() is { Length: > 0 } line)
            headers.Add((line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim()));

        return new(status, headers.ToLookup(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase), []);
    }

    public async Task<Answer> ReadAnswerAsync()
    {
        var answer = await ReadHeadAsync();
        if (answer.Header("Transfer-Encoding") is not null) return answer with { Body = await ReadChunksAsync() };
        if (answer.Header("Content-Length") is { } length) return answer with { Body = await ReadBytesAsync(int.Parse(length, CultureInfo.InvariantCulture)) };
        return answer;
    }

    /// <summary>Reads what comes until the gateway hangs up, a little at a time with a pause after each.</summary>
    public async Task<byte[]> ReadSlowlyAsync(TimeSpan pause)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await _stream.ReadAsync(buffer) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
            await Task.Delay(pause);
        }

        return all.ToArray();
    }

    public void Dispose() => _tcp.Dispose();

    private async Task<byte[]> ReadChunksAsync()
    {
        using var body = new MemoryStream();
        while (int.Parse(await ReadLineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var length)
        {
            body.Write(await ReadBytesAsync(length));
            await ReadLineAsync();
        }

        await ReadLineAsync();
        return body.ToArray();
    }

    private async Task<byte[]> ReadBytesAsync(int length)
    {
        var bytes = new byte[length];
        await _stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length == 0 || line[^1] != '\n')
        {
            await _stream.ReadExactlyAsync(one);
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r', '\n');
    }
}
