using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A server that takes its time over a request: it reads a little, pauses, reads on, and answers once it has all of it.</summary>
internal sealed class SlowReader : IAsyncDisposable
{
    private const int AtOnce = 64 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly MemoryStream _body = new();
    private readonly Task _reading;

    public SlowReader()
    {
        // Otherwise the system takes all of it at once.
        _listener.Server.ReceiveBufferSize = AtOnce;
        _listener.Start();
        _reading = ReadAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}/";

    /// <summary>What it has read of the body.</summary>
    public byte[] Body => _body.ToArray();

    /// <summary>How often it has paused.</summary>
    public int Pauses { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _reading;
        _listener.Dispose();
    }

    private async Task ReadAsync()
    {
        using var connection = await _listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        var left = await ReadHeadAsync(stream);
        var buffer = new byte[AtOnce];
        while (left > 0)
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0) return;
            _body.Write(buffer, 0, read);
            left -= read;
            Pauses++;
            await Task.Delay(Pause);
        }

        await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
    }

    private static async Task<int> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }

        return int.Parse(head.ToString().Split("\r\n").Single(line => line.StartsWith("Content-Length: ")).Split(' ')[1]);
    }
}
