using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>One request on a connection that is its own for the time, and the answer to it. It is never sent again.</summary>
internal sealed class UpstreamExchange : IDisposable
{
    private const int LongestHead = 64 * 1024;

    private readonly UpstreamConnection _connection;
    private readonly CancellationTokenRegistration _aborting;
    private int _headLength;
    private bool _isOver;

    private UpstreamExchange(UpstreamConnection connection, CancellationToken limit)
    {
        _connection = connection;
        _aborting = limit.UnsafeRegister(static connection => ((UpstreamConnection)connection!).Abort(), connection);
    }

    /// <summary>Sends a request and waits for the head of the answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="limit">Ends the exchange.</param>
    /// <returns>Null, and nothing is sent, when there is something to the request that cannot be written this way.</returns>
    /// <exception cref="HttpRequestException">No connection can be opened, or the answer is not valid.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">The exchange was ended by the limit.</exception>
    public static async ValueTask<UpstreamExchange?> BeginAsync(UpstreamRequest request, ReadOnlySequence<byte> body, CancellationToken limit)
    {
        var connection = await request.Address.TakeAsync(limit);
        if (!RequestHead.TryWrite(request, body.Length, connection.Output))
        {
            connection.Keep();
            return null;
        }

        var exchange = new UpstreamExchange(connection, limit);
        try
        {
            await connection.SendAsync(connection.Output.AddBody(body), request.IsSend);
            await exchange.ReadHeadAsync();
            return exchange;
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
    }

    /// <summary>Gives the answer to the client; the connection is free then.</summary>
    /// <param name="context">The request that is answered.</param>
    /// <param name="limit">Ends the exchange; it is put off with every sign of life.</param>
    /// <param name="timeout">How far it is put off.</param>
    /// <exception cref="HttpRequestException">The answer is malformed.</exception>
    /// <exception cref="IOException">The connection broke, or was closed too early.</exception>
    /// <exception cref="OperationCanceledException">The exchange was ended by the limit.</exception>
    public async ValueTask RelayAsync(HttpContext context, CancellationTokenSource limit, TimeSpan timeout)
    {
        var head = ResponseHead.Take(_connection.Unread.Span[.._headLength], context);
        _connection.Consume(_headLength);
        var body = new ResponseBody(_connection, head, limit, timeout);
        while (await body.NextAsync() is { IsEmpty: false } piece)
        {
            if (body.IsAtEnd)
            {
                await EndAsync(head, piece, context.Response.Body, limit.Token);
                return;
            }

            await context.Response.Body.WriteAsync(piece, limit.Token);
            _connection.Consume(piece.Length);
        }

        Free(head);
    }

    // Whoever has the whole answer may ask anew at once, and is to find the connection free.
    private async ValueTask EndAsync(ResponseHead head, ReadOnlyMemory<byte> piece, Stream target, CancellationToken limit)
    {
        var copy = ArrayPool<byte>.Shared.Rent(piece.Length);
        try
        {
            piece.CopyTo(copy);
            _connection.Consume(piece.Length);
            var last = copy.AsMemory(0, piece.Length);
            Free(head);
            await target.WriteAsync(last, limit);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private void Free(in ResponseHead head)
    {
        _isOver = true;
        _aborting.Dispose();
        if (head.MayBeKept && _connection.Unread.IsEmpty) _connection.Keep();
        else _connection.Dispose();
    }

    /// <summary>Closes the connection, unless the answer is over.</summary>
    public void Dispose()
    {
        if (_isOver) return;
        _aborting.Dispose();
        _connection.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReadHeadAsync()
    {
        var scanned = 0;
        while (true)
        {
            _headLength = ResponseHead.FindEnd(_connection.Unread.Span, ref scanned);
            if (Math.Max(_headLength, scanned) > LongestHead)
                throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, $"The answer's head is longer than {LongestHead / 1024} KB");
            if (_headLength == 0)
            {
                if (await _connection.ReadAsync() == 0) throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed before the answer");
                continue;
            }

            var status = ResponseHead.Status(_connection.Unread.Span);
            if (status >= StatusCodes.Status200OK) return;
            if (status == StatusCodes.Status101SwitchingProtocols) throw new HttpRequestException(HttpRequestError.InvalidResponse, "The answer switches to another protocol");

            // What comes before the answer says that it will come.
            _connection.Consume(_headLength);
            scanned = 0;
        }
    }
}
