using System.Net.Sockets;
using System.Text;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A connection to a <see cref="ScriptedUpstream"/>.</summary>
internal sealed class ScriptedConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly WireReader _reader;

    public ScriptedConnection(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _stream = new(socket, ownsSocket: true);
        _reader = new(_stream);
    }

    public Task<WireMessage?> ReadHeadAsync() => _reader.ReadHeadAsync();

    public Task<WireMessage> ReadBodyAsync(WireMessage head) => _reader.ReadBodyAsync(head);

    public Task WriteAsync(string text) => WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Writes bytes in pieces, each of which arrives by itself.</summary>
    /// <param name="bytes">What is written.</param>
    /// <param name="cuts">Where it is cut.</param>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, params IEnumerable<int> cuts)
    {
        var begin = 0;
        foreach (var cut in cuts.Where(cut => cut > 0 && cut < bytes.Length).Distinct().Order())
        {
            await _stream.WriteAsync(bytes[begin..cut]);
            begin = cut;
            await Task.Delay(1);
        }

        await _stream.WriteAsync(bytes[begin..]);
    }

    /// <summary>Waits until the other side has closed the connection; what it still sends is dropped.</summary>
    public async Task WaitForEndAsync()
    {
        while (!(await _reader.ReadSomeAsync()).IsEmpty)
        {
        }
    }

    /// <summary>Closes it in good order, once all that was written is sent.</summary>
    public void Dispose() => _stream.Dispose();

    /// <summary>Breaks it, and drops what is not sent yet.</summary>
    public void Reset() => _socket.Close(0);
}
