using System.Globalization;
using System.Text;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>Reads requests and answers off a connection as they stand there, one after the other; where it breaks, what came is returned.</summary>
internal sealed class WireReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The head of a request; null when the connection ends before it.</summary>
    public async Task<WireMessage?> ReadHeadAsync() => await ReadHeadersAsync() is { IsWhole: true } head ? head : null;

    /// <summary>The request that a head belongs to.</summary>
    public Task<WireMessage> ReadBodyAsync(WireMessage head) => head.Header("Transfer-Encoding") is null && head.Header("Content-Length") is null
        ? Task.FromResult(head)
        : ReadFramedAsync(head);

    /// <summary>The answer to a request, after the server's own 100.</summary>
    /// <param name="method">The request's method.</param>
    public async Task<WireMessage> ReadAnswerAsync(string method)
    {
        WireMessage head;
        do head = await ReadHeadersAsync();
        while (head is { IsWhole: true, Status: 100 });
        return !head.IsWhole || method == "HEAD" || head.Status is 101 or 204 or 304 ? head : await ReadFramedAsync(head);
    }

    /// <summary>Reads what comes, at most so much; nothing at the end.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadSomeAsync(int most = int.MaxValue)
    {
        if (_start == _end) (_start, _end) = (0, await ReceiveAsync());
        var read = Math.Min(_end - _start, most);
        _start += read;
        return _buffer.AsMemory(_start - read, read);
    }

    private async Task<int> ReceiveAsync()
    {
        try
        {
            return await stream.ReadAsync(_buffer);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Reset, or closed by the test.
            return 0;
        }
    }

    private async Task<WireMessage> ReadHeadersAsync()
    {
        if (await ReadLineAsync() is not { } start) return WireMessage.None;
        var (headers, isWhole) = await ReadLinesAsync();
        return new(start, headers, [], [], isWhole);
    }

    private async Task<(List<(string Name, string Value)> Lines, bool IsWhole)> ReadLinesAsync()
    {
        var lines = new List<(string, string)>();
        while (await ReadLineAsync() is { } line)
        {
            if (line.Length == 0) return (lines, true);
            var colon = line.IndexOf(':');
            lines.Add((line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return (lines, false);
    }

    private async Task<WireMessage> ReadFramedAsync(WireMessage head)
    {
        using var body = new MemoryStream();
        if (head.Header("Transfer-Encoding") is not null)
        {
            var isWhole = await CopyChunksAsync(body);
            var (trailers, isEnded) = isWhole ? await ReadLinesAsync() : ([], false);
            return head with { Body = body.ToArray(), Trailers = trailers, IsWhole = isEnded };
        }

        var length = head.Header("Content-Length") is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : int.MaxValue;
        await CopyAsync(body, length);
        return head with { Body = body.ToArray(), IsWhole = length is int.MaxValue || body.Length == length };
    }

    private async Task<bool> CopyChunksAsync(MemoryStream body)
    {
        while (await ReadLineAsync() is { } line)
        {
            var length = int.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0) return true;
            if (!await CopyAsync(body, length) || await ReadLineAsync() is null) return false;
        }

        return false;
    }

    private async Task<bool> CopyAsync(MemoryStream body, int length)
    {
        while (length > 0)
        {
            var some = await ReadSomeAsync(length);
            if (some.IsEmpty) return false;
            body.Write(some.Span);
            length -= some.Length;
        }

        return true;
    }

    private async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (line.Length == 0 || line[^1] != '\n')
        {
            if (_start == _end) (_start, _end) = (0, await ReceiveAsync());
            if (_start == _end) return null;
            var newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            var length = newline < 0 ? _end - _start : newline + 1;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, length));
            _start += length;
        }

        return line.ToString().TrimEnd('\r', '\n');
    }
}
