using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A platform or a helpdesk on a bare socket: it keeps each request as it stood on the wire, and answers with the bytes that the test writes.</summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<ScriptedConnection, Task> _connections = new();
    private readonly ConcurrentQueue<WireMessage> _requests = new();
    private readonly Task _accepting;
    private int _accepted;

    /// <summary>Starts one.</summary>
    /// <param name="buffer">How many bytes the system holds of what is sent and received, so that whoever writes has to wait; as many as it likes when not given.</param>
    /// <param name="port">Where it listens; somewhere when not given.</param>
    public ScriptedUpstream(int? buffer = null, int port = 0)
    {
        _listener = new(IPAddress.Loopback, port);
        if (buffer is { } size) (_listener.Server.ReceiveBufferSize, _listener.Server.SendBufferSize) = (size, size);
        _listener.Start(backlog: 512);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address => $"http://{_listener.LocalEndpoint}";

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were made to it so far.</summary>
    public int Accepted => _accepted;

    /// <summary>Those that are open.</summary>
    public ICollection<ScriptedConnection> Connections => _connections.Keys;

    /// <summary>What it was asked so far.</summary>
    public IReadOnlyCollection<WireMessage> Requests => _requests;

    /// <summary>Whether it answers as soon as a head is there, and reads the body afterwards, which is not kept.</summary>
    public bool AnswersHeads { get; set; }

    /// <summary>How it answers a request.</summary>
    public Func<ScriptedConnection, WireMessage, Task> Answer { get; set; } = (connection, _) =>
        connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");

    public void Forget() => _requests.Clear();

    /// <summary>Stops listening: whoever connects from now on is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var connection in _connections.Keys) connection.Dispose();
        await Task.WhenAll(_connections.Values);
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new ScriptedConnection(await _listener.AcceptSocketAsync());
                Interlocked.Increment(ref _accepted);
                _connections[connection] = ServeAsync(connection);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test ends.
        }
    }

    private async Task ServeAsync(ScriptedConnection connection)
    {
        // Known before it can be forgotten.
        await Task.Yield();
        try
        {
            while (await connection.ReadHeadAsync() is { } head)
            {
                if (head.Header("Expect") == "100-continue") await connection.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
                var request = AnswersHeads ? head : await connection.ReadBodyAsync(head);
                if (!request.IsWhole) return;
                _requests.Enqueue(request);
                await Answer(connection, request);
                if (AnswersHeads) await connection.ReadBodyAsync(head);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // Whoever asked did not wait, or the answer ended in a broken connection.
        }
        finally
        {
            connection.Dispose();
            _connections.TryRemove(connection, out _);
        }
    }
}
