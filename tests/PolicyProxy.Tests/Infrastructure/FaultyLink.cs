using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A stretch of network on the way to a server: it can delay, swallow everything, and be cut.</summary>
internal sealed class FaultyLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _connections = new();
    private readonly IPEndPoint _server;
    private readonly Task _accepting;

    private FaultyLink(IPEndPoint server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where its near end is.</summary>
    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How long everything takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Whether what is sent gets nowhere, although connections stay.</summary>
    public bool IsBlackHole { get; set; }

    /// <summary>What happens after the first of several commands that go out together, one of which has these words in it.</summary>
    public (string Words, Func<Task> Happens)? Between { get; set; }

    /// <summary>Whether there is no way through: connections break as they come.</summary>
    public bool IsCut { get; private set; }

    public static FaultyLink To(string address) => new(IPEndPoint.Parse(address));

    /// <summary>Breaks every connection, and those to come.</summary>
    public void Cut()
    {
        IsCut = true;
        foreach (var connection in _connections.Keys) connection.Close();
    }

    public void Mend() => IsCut = false;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        foreach (var connection in _connections.Keys) connection.Close();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync(_stopping.Token);
                if (IsCut) near.Close();
                else _ = JoinAsync(near);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The test ends.
        }
    }

    private async Task JoinAsync(TcpClient near)
    {
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        _connections[near] = _connections[far] = 0;
        try
        {
            await far.ConnectAsync(_server, _stopping.Token);
            await Task.WhenAny(CarryAsync(near.GetStream(), far.GetStream(), isOut: true), CarryAsync(far.GetStream(), near.GetStream(), isOut: false));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The server is away, or the link was cut.
        }
        finally
        {
            _connections.TryRemove(near, out _);
            _connections.TryRemove(far, out _);
            near.Close();
        }
    }

    private async Task CarryAsync(NetworkStream from, NetworkStream to, bool isOut)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _stopping.Token) is > 0 and var length)
            {
                while (IsBlackHole) await Task.Delay(10, _stopping.Token);
                if (Delay > TimeSpan.Zero) await Task.Delay(Delay, _stopping.Token);
                var begun = isOut ? await CarryFirstCommandAsync(buffer.AsMemory(0, length), to) : 0;
                await to.WriteAsync(buffer.AsMemory(begun, length - begun), _stopping.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One end is gone.
        }
    }

    private async Task<int> CarryFirstCommandAsync(ReadOnlyMemory<byte> bytes, NetworkStream to)
    {
        if (Between is not { } between || bytes.Span.IndexOf(Encoding.ASCII.GetBytes(between.Words)) < 0) return 0;
        var first = bytes.Span.IndexOf("\r\n*"u8) + 2;
        await to.WriteAsync(bytes[..first], _stopping.Token);
        await Task.Delay(50);
        await between.Happens();
        return first;
    }
}
