using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>
/// A connection to a destination without TLS, for one request after the other. The answer is asked for before a request is sent: so it is
/// known of an idle connection whether the other side has closed it, or said what nobody asked for.
/// </summary>
internal sealed class UpstreamConnection : IDisposable
{
    private readonly UpstreamAddress _address;
    private readonly Socket _socket;
    private readonly SendGathering? _gathering;
    private readonly ReadBuffer _input = new();
    private ValueTask<int> _reading;
    private bool _isReading;
    private volatile Exception? _failure;

    private UpstreamConnection(UpstreamAddress address, Socket socket)
    {
        (_address, _socket) = (address, socket);

        // Elsewhere nobody is to be woken.
        if (socket.RemoteEndPoint is IPEndPoint { Address: var remote } && IPAddress.IsLoopback(remote)) _gathering = SendGathering.Next();
    }

    /// <summary>What is to be sent; nobody may touch it from <see cref="SendAsync(ReadOnlySequence{byte}, bool)"/> until the answer is over.</summary>
    public HeadBuffer Output { get; private set; } = new();

    /// <summary>The values of the headers of its last answer.</summary>
    public LastHeaderValues Values { get; } = new();

    /// <summary>What was read and is not consumed yet; it holds until the next read.</summary>
    public ReadOnlyMemory<byte> Unread => _input.Unread;

    /// <summary>Since when it is idle, as a timestamp of the clock's.</summary>
    public long KeptSince { get; set; }

    /// <summary>Until when it may be used again, as a timestamp of the clock's.</summary>
    public long UsableUntil { get; set; }

    /// <summary>
    /// Whether it was idle for so short a time that nobody closes it at this moment. On any other, what is sent goes at once after the look
    /// whether it is open: what the other side closes in between is lost.
    /// </summary>
    public bool IsBusy { get; set; } = true;

    /// <summary>Opens a connection.</summary>
    /// <exception cref="HttpRequestException">It cannot be opened, with the reason in its <see cref="HttpRequestException.HttpRequestError"/>.</exception>
    public static async ValueTask<UpstreamConnection> OpenAsync(UpstreamAddress address, CancellationToken cancel) =>
        new(address, await UpstreamSocket.ConnectAsync(address, cancel));

    /// <summary>Sends what <see cref="Output"/> has, and then the rest of a body.</summary>
    /// <param name="rest">What is left of the body.</param>
    /// <param name="isGathered">Whether it may wait for what other connections are about to send.</param>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public ValueTask SendAsync(ReadOnlySequence<byte> rest, bool isGathered)
    {
        if (!isGathered || !IsBusy || _gathering is null || !rest.IsEmpty) return SendAllAsync(rest);
        Output.State = SendState.Waiting;
        _gathering.Add(this);
        return default;
    }

    /// <summary>Sends what <see cref="Output"/> has. It is the gathering's to call.</summary>
    public void SendNoted() => _ = SendNotedAsync();

    /// <summary>Reads more behind what is unread; it is there with <see cref="Add"/>, which is the caller's to call: so nothing is allocated for the waiting.</summary>
    /// <returns>How many bytes; 0 when the other side has closed the connection.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public ValueTask<int> ReadAsync()
    {
        if (!_isReading) StartReading();
        return _reading;
    }

    /// <summary>Notes what was read.</summary>
    /// <returns>How many bytes that is.</returns>
    public int Add(int read)
    {
        _isReading = false;
        _input.Add(read);
        return read;
    }

    /// <summary>What a failure comes from.</summary>
    public Exception Cause(Exception exception) => exception is SocketException or ObjectDisposedException ? _failure ?? exception : exception;

    /// <summary>Takes bytes off the front of what is unread.</summary>
    public void Consume(int count) => _input.Consume(count);

    /// <summary>Whether nothing has come on an idle connection, not even its end: it can be used, or kept.</summary>
    public bool IsQuiet()
    {
        try
        {
            // What has been asked for may have come without having been noticed yet.
            if (_isReading) return !_reading.IsCompleted && !_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);
            StartReading();
            return !_reading.IsCompleted;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Gives the connection back for the next request: its answer is over.</summary>
    /// <param name="keptFor">How long the other side keeps it; null when it does not say.</param>
    public void Keep(TimeSpan? keptFor = null)
    {
        if (Output.State == SendState.Waiting)
        {
            // An answer to what was not even sent.
            Dispose();
            return;
        }

        // The other side has answered, but whoever sends may not have noticed yet that it is done.
        if (Output.State == SendState.UnderWay) Output = new();
        else Output.Clear();
        _address.Keep(this, keptFor);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    [SuppressMessage("Reliability", "CA2012", Justification = "It is awaited once: in ReadAsync.")]
    private void StartReading()
    {
        _reading = _socket.ReceiveAsync(_input.Room(), SocketFlags.None);
        _isReading = true;
    }

    private async ValueTask SendAllAsync(ReadOnlySequence<byte> rest)
    {
        await SendAsync(Output.Written);
        foreach (var segment in rest) await SendAsync(segment);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None)..];
    }

    private async Task SendNotedAsync()
    {
        var output = Output;
        output.State = SendState.UnderWay;
        try
        {
            await SendAsync(output.Written);
        }
        catch (Exception exception) // Whatever it is: whoever waits for the answer is told of it.
        {
            _failure = exception;
            Dispose();
        }

        output.State = SendState.Quiet;
    }
}
