using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PolicyProxy.Chaos.World;

/// <summary>The network between one gateway and Redis.</summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly TcpListener _listener;
    private readonly int _target;
    private readonly ConcurrentDictionary<TcpClient, bool> _ends = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;
    private volatile LinkMode _mode;

    /// <summary>Leads to <paramref name="target"/> on loopback.</summary>
    public RedisLink(int target)
    {
        _target = target;
        Port = Ports.Take();
        _listener = new(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public void Set(LinkMode mode)
    {
        _mode = mode;
        if (mode == LinkMode.Cut) Break();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        Break();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                _ = CarryAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Closing; or whoever connected is gone already.
            }
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                if (_mode == LinkMode.Cut) return;
                _ends[near] = true;
                await far.ConnectAsync(IPAddress.Loopback, _target);
                near.NoDelay = far.NoDelay = true;
                await Task.WhenAny(PumpAsync(near.GetStream(), far.GetStream()), PumpAsync(far.GetStream(), near.GetStream()));
            }
            catch (SocketException)
            {
                // Redis is down: so is whoever connects to it through here.
            }
            finally
            {
                _ends.TryRemove(near, out _);
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer) is var length and > 0)
            {
                if (_mode == LinkMode.Slow) await Task.Delay(Lag);
                while (_mode == LinkMode.Silent) await Task.Delay(Look, _closing.Token);
                await to.WriteAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Either end has closed; the other is closed with it.
        }
    }

    private void Break()
    {
        foreach (var end in _ends.Keys) end.Dispose();
    }
}
