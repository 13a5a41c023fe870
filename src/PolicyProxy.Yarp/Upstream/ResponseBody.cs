using System.Buffers.Text;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>Reads the body of an answer piece by piece.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc9112#section-6, https://www.rfc-editor.org/rfc/rfc9112#section-7.1</remarks>
/// <param name="connection">Where it comes from.</param>
/// <param name="frame">What its head says of it.</param>
/// <param name="limit">Ends the waiting for more; it is put off with every piece.</param>
/// <param name="timeout">How far it is put off.</param>
internal sealed class ResponseBody(UpstreamConnection connection, ResponseFrame frame, CancellationTokenSource limit, TimeSpan timeout)
{
    private const int LongestChunkLine = 4 * 1024;
    private const int LongestTrailers = 64 * 1024;
    private const int MostDigits = 15;

    private long _left = frame.Length ?? 0;
    private bool _isInChunk;

    /// <summary>Whether the piece that was told last is known to end the body.</summary>
    public bool IsAtEnd => _left == 0 && frame.Framing == ResponseFraming.Length;

    /// <summary>The next piece, which is to be consumed; empty at the end.</summary>
    /// <exception cref="IOException">The connection broke, or was closed too early.</exception>
    /// <exception cref="HttpRequestException">A chunk is malformed.</exception>
    public ValueTask<ReadOnlyMemory<byte>> NextAsync()
    {
        if (_left == 0 && frame.Framing != ResponseFraming.Close) return frame.Framing == ResponseFraming.Length ? default : NextChunkAsync();
        return connection.Unread.IsEmpty ? ReadPieceAsync() : new(Piece());
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadPieceAsync()
    {
        if (await ReadAsync() > 0) return Piece();
        return frame.Framing == ResponseFraming.Close ? default : throw TooEarly();
    }

    private ReadOnlyMemory<byte> Piece()
    {
        var piece = connection.Unread;
        if (frame.Framing == ResponseFraming.Close) return piece;
        if (piece.Length > _left) piece = piece[..(int)_left];
        _left -= piece.Length;
        return piece;
    }

    private async ValueTask<ReadOnlyMemory<byte>> NextChunkAsync()
    {
        if (_isInChunk && await ReadLineAsync() > 0) throw Invalid();
        _isInChunk = true;
        var end = await FindLineAsync();
        _left = ChunkLength(connection.Unread.Span[..end].TrimEnd((byte)'\r'));
        connection.Consume(end + 1);
        if (_left > 0) return connection.Unread.IsEmpty ? await ReadPieceAsync() : Piece();

        // Trailers have nowhere to go.
        var length = 0;
        while (await ReadLineAsync() is var line and > 0)
        {
            if ((length += line) > LongestTrailers) throw Invalid();
        }

        return default;
    }

    /// <summary>Consumes a line, and tells how long it was without its end.</summary>
    private async ValueTask<int> ReadLineAsync()
    {
        var end = await FindLineAsync();
        var length = connection.Unread.Span[..end].TrimEnd((byte)'\r').Length;
        connection.Consume(end + 1);
        return length;
    }

    private async ValueTask<int> FindLineAsync()
    {
        while (true)
        {
            if (connection.Unread.Span.IndexOf((byte)'\n') is var end and >= 0) return end;
            if (connection.Unread.Length > LongestChunkLine) throw Invalid();
            if (await ReadAsync() == 0) throw TooEarly();
        }
    }

    private async ValueTask<int> ReadAsync()
    {
        limit.CancelAfter(timeout);
        return connection.Add(await connection.ReadAsync());
    }

    private static long ChunkLength(ReadOnlySpan<byte> line)
    {
        var extension = line.IndexOf((byte)';');
        var number = (extension < 0 ? line : line[..extension]).TrimEnd(" \t"u8);
        if (number.Length is 0 or > MostDigits || !Utf8Parser.TryParse(number, out long length, out var digits, 'x') || digits != number.Length) throw Invalid();
        return length;
    }

    private static IOException TooEarly() => new("The connection was closed before the end of the answer");

    private static HttpRequestException Invalid() => new(HttpRequestError.InvalidResponse, "The answer is not valid: a chunk");
}
