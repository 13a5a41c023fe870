using System.Buffers;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Yarp.Proxy;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>
/// One request on a connection that is its own for the time, and the answer to it: it is begun, sent, its head is read until it is found, and
/// it is relayed. It is never sent again. What fails otherwise than told here is the connection's.
/// </summary>
internal sealed class UpstreamExchange : IDisposable
{
    private const int LongestHead = 64 * 1024;

    private readonly UpstreamConnection _connection;
    private readonly CancellationTokenRegistration _closing;
    private readonly bool _isSend;
    private int _scanned;
    private int _headLength;
    private bool _isOver;

    private UpstreamExchange(UpstreamConnection connection, bool isSend, CancellationToken limit)
    {
        (_connection, _isSend) = (connection, isSend);
        _closing = limit.UnsafeRegister(static connection => ((UpstreamConnection)connection!).Dispose(), connection);
    }

    /// <summary>Whether the head of the answer is there.</summary>
    public bool HasHead => _headLength > 0;

    /// <summary>Writes the head of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="length">How many bytes its body has.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="limit">Closes the connection under whoever waits for it.</param>
    /// <returns>Null, and the connection is free again, when there is something to the request that cannot be written this way.</returns>
    public static UpstreamExchange? Begin(in UpstreamRequest request, long length, UpstreamConnection connection, CancellationToken limit)
    {
        try
        {
            if (RequestHead.TryWrite(request, length, connection.Output)) return new(connection, request.IsSend, limit);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        connection.Keep();
        return null;
    }

    /// <summary>Sends the request; a send may wait for what other connections are about to send, webhooks go out together already.</summary>
    /// <param name="body">Its body.</param>
    public ValueTask SendAsync(ReadOnlySequence<byte> body) => _connection.SendAsync(_connection.Output.AddBody(body), isGathered: _isSend);

    /// <summary>Reads more of the answer's head.</summary>
    /// <returns>How many bytes, for <see cref="AddToHead"/>.</returns>
    public ValueTask<int> ReadAsync() => _connection.ReadAsync();

    /// <summary>Looks for the end of the head in what was read.</summary>
    /// <param name="read">How many bytes were read.</param>
    /// <exception cref="HttpRequestException">The head is malformed, too long, or not all there when the other side closes the connection.</exception>
    public void AddToHead(int read)
    {
        if (_connection.Add(read) == 0) throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed before the answer");
        while (true)
        {
            var unread = _connection.Unread.Span;
            var length = ResponseHead.FindEnd(unread, ref _scanned);
            if ((length == 0 ? unread.Length : length) > LongestHead)
                throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, $"The answer's head is longer than {LongestHead / 1024} KB");
            if (length == 0) return;
            var status = ResponseHead.Status(unread);
            if (status == StatusCodes.Status101SwitchingProtocols) throw new HttpRequestException(HttpRequestError.InvalidResponse, "The answer switches to another protocol");
            if (status >= StatusCodes.Status200OK)
            {
                _headLength = length;
                return;
            }

            // It only says that an answer will come.
            _connection.Consume(length);
            _scanned = 0;
        }
    }

    /// <summary>Gives the answer to the client; the connection is free then.</summary>
    /// <param name="context">The request that is answered.</param>
    /// <param name="limit">Closes the connection under whoever waits for it; it is put off with every sign of life.</param>
    /// <param name="timeout">How far it is put off.</param>
    /// <exception cref="HttpRequestException">The answer is malformed.</exception>
    /// <exception cref="IOException">The connection was closed too early.</exception>
    public async ValueTask RelayAsync(HttpContext context, CancellationTokenSource limit, TimeSpan timeout)
    {
        var frame = ResponseHead.Take(_connection.Unread.Span[.._headLength], _connection.Values, context);
        _connection.Consume(_headLength);
        ForwardingTransforms.KeepToStatus(context.Response);
        var body = new ResponseBody(_connection, frame, limit, timeout);
        while (await body.NextAsync() is { IsEmpty: false } piece)
        {
            if (body.IsAtEnd)
            {
                await EndAsync(frame, piece, context.Response.Body, limit.Token);
                return;
            }

            await context.Response.Body.WriteAsync(piece, limit.Token);
            _connection.Consume(piece.Length);
        }

        Free(frame);
    }

    /// <summary>What a failure comes from.</summary>
    public Exception Cause(Exception exception) => _connection.Cause(exception);

    /// <summary>Closes the connection, unless the answer is over.</summary>
    public void Dispose()
    {
        if (_isOver) return;
        _closing.Dispose();
        _connection.Dispose();
    }

    // Whoever has the whole answer may ask anew at once, and is to find the connection free.
    private async ValueTask EndAsync(ResponseFrame frame, ReadOnlyMemory<byte> piece, Stream target, CancellationToken limit)
    {
        var copy = ArrayPool<byte>.Shared.Rent(piece.Length);
        try
        {
            piece.CopyTo(copy);
            _connection.Consume(piece.Length);
            var last = copy.AsMemory(0, piece.Length);
            Free(frame);
            await target.WriteAsync(last, limit);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private void Free(in ResponseFrame frame)
    {
        _isOver = true;
        _closing.Dispose();
        if (frame.MayBeKept && _connection.Unread.IsEmpty) _connection.Keep(frame.KeptFor);
        else _connection.Dispose();
    }
}
