using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace PolicyProxy.Tests.Bypass;

/// <summary>A platform that is no web server: it keeps every byte that arrives, and answers what it can make out to be a request.</summary>
internal sealed class RecordingPlatform : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<ForwardedBytes> _requests = new();
    private readonly Task _accepting;
    private long _received;

    public RecordingPlatform()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How many bytes came so far, whatever they were.</summary>
    public long ReceivedBytes => Interlocked.Read(ref _received);

    /// <summary>What is told of every request before it is answered.</summary>
    public Action<ForwardedBytes> OnRequest { get; set; } = _ => { };

    /// <summary>The requests since this was last asked for.</summary>
    public IReadOnlyList<ForwardedBytes> Take()
    {
        var taken = new List<ForwardedBytes>();
        while (_requests.TryDequeue(out var request)) taken.Add(request);
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // It is told to end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            var stream = client.GetStream();
            var bytes = new List<byte>();
            var buffer = new byte[64 * 1024];
            try
            {
                for (int read; (read = await stream.ReadAsync(buffer, _end.Token)) > 0;)
                {
                    Interlocked.Add(ref _received, read);
                    bytes.AddRange(buffer.AsSpan(0, read));
                    while (ForwardedBytes.TryRead(bytes, out var request))
                    {
                        _requests.Enqueue(request);
                        OnRequest(request);
                        await stream.WriteAsync(Answer(request), _end.Token);
                    }
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // One of the two has hung up.
            }
        }
    }

    private static byte[] Answer(ForwardedBytes request)
    {
        // Of a batch it answers each element.
        var elements = request.Target.Contains("messages", StringComparison.OrdinalIgnoreCase)
            ? 0
            : Regex.Count(Uri.UnescapeDataString(request.Target + Encoding.Latin1.GetString(request.Body)), "relative_url", RegexOptions.IgnoreCase);
        var body = elements == 0 ? """{"message_id":"m_1"}""" : $"[{string.Join(',', Enumerable.Repeat("""{"code":200,"body":"{}"}""", elements))}]";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{(request.Method == "HEAD" ? "" : body)}"));
    }
}
