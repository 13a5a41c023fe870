using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace PolicyProxy.Gateway.Forwarding;

/// <summary>
/// A connection to the other side on which a write is done as soon as it is noted: its bytes go out together with those of other connections.
/// A write that fails afterwards ends the connection, which whoever reads from it finds out. Writes are asynchronous, one at a time.
/// </summary>
/// <param name="socket">A connected socket, which is closed with the stream.</param>
internal sealed class GatheringStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    // More is copied for longer than it is sent.
    private const int MostNoted = 16 * 1024;

    private readonly SendGathering _gathering = SendGathering.Next();
    private readonly Lock _lock = new();
    private byte[]? _noted;
    private int _length;
    private TaskCompletionSource? _awaited;
    private Exception? _failure;

    /// <summary>Opens a connection; what it writes is gathered where the other side is on this machine, as elsewhere nobody is to be woken.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return socket.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address)
                ? new GatheringStream(socket)
                : new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">An earlier write failed.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return default;
        Task? earlier = null;
        var isNoted = false;
        lock (_lock)
        {
            ThrowIfFailed();
            if (_noted is not null) earlier = (_awaited = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            else if (isNoted = buffer.Length <= MostNoted) Note(buffer.Span);
        }

        if (earlier is not null) return WriteAfterAsync(earlier, buffer, cancellationToken);
        if (!isNoted) return base.WriteAsync(buffer, cancellationToken);
        _gathering.Add(this);
        return default;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Sends what is noted. It is the gathering's to call.</summary>
    public void Send() => _ = SendAsync();

    private async Task SendAsync()
    {
        Exception? failure = null;
        try
        {
            await base.WriteAsync(_noted.AsMemory(0, _length));
        }
        catch (Exception error) // Whatever it is: whoever wrote has gone on, and is told by the next read or write.
        {
            failure = error;
        }

        TaskCompletionSource? awaited;
        lock (_lock)
        {
            ArrayPool<byte>.Shared.Return(_noted!);
            _noted = null;
            _failure = failure;
            (awaited, _awaited) = (_awaited, null);
        }

        if (failure is not null) await DisposeAsync();
        awaited?.SetResult();
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        _noted = ArrayPool<byte>.Shared.Rent(bytes.Length);
        _length = bytes.Length;
        bytes.CopyTo(_noted);
    }

    private async ValueTask WriteAfterAsync(Task earlier, ReadOnlyMemory<byte> buffer, CancellationToken cancel)
    {
        await earlier.WaitAsync(cancel);
        ThrowIfFailed();
        await base.WriteAsync(buffer, cancel);
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure) throw new IOException(failure.Message, failure);
    }
}
