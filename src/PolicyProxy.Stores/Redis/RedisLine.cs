using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>
/// A connection to Redis for what every request asks: it writes on the thread that asks and goes on with those who wait on the thread that
/// sees the answer, where the client library has a thread that writes, one that reads and others that go on.
/// </summary>
internal sealed class RedisLine : IDisposable
{
    private readonly Stream _stream;
    private readonly Lock _lock = new();
    private readonly Queue<Asked> _asked = new();
    private ArrayBufferWriter<byte> _waiting = new();
    private ArrayBufferWriter<byte> _sending = new();
    private bool _isSending;
    private Exception? _end;

    private RedisLine(Stream stream)
    {
        _stream = stream;
        _ = ReceiveAsync();
    }

    /// <summary>Whether something can be asked.</summary>
    public bool IsOpen => Volatile.Read(ref _end) is null;

    /// <summary>Connects, and logs in.</summary>
    /// <param name="options">How.</param>
    /// <param name="server">Where to.</param>
    /// <exception cref="IOException">Redis refuses, or is no master.</exception>
    public static async Task<RedisLine> ConnectAsync(ConfigurationOptions options, EndPoint server)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        RedisLine? line = null;
        try
        {
            await socket.ConnectAsync(server, limit.Token);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (options.Ssl)
            {
                var secured = new SslStream(stream);
                await secured.AuthenticateAsClientAsync(new() { TargetHost = options.SslHost ?? HostOf(server) }, limit.Token);
                stream = secured;
            }

            line = new(stream);
            await line.GreetAsync(options).WaitAsync(limit.Token);
            return line;
        }
        catch
        {
            line?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends commands and waits for their answers.</summary>
    /// <param name="commands">The commands, as <see cref="RespWriter"/> writes them.</param>
    /// <param name="answers">How many answers they have.</param>
    /// <exception cref="IOException">The line is closed, or breaks before it is answered.</exception>
    public Task<RespValue[]> AskAsync(ReadOnlySpan<byte> commands, int answers)
    {
        var asked = new Asked(answers);
        lock (_lock)
        {
            if (_end is not null) throw new IOException("The connection to Redis is closed.");
            _asked.Enqueue(asked);
            _waiting.Write(commands);
            if (_isSending) return asked.Task;
            _isSending = true;
        }

        _ = SendAsync();
        return asked.Task;
    }

    /// <summary>Closes the line; who waits for an answer gets none.</summary>
    public void Dispose() => End(new IOException("The connection to Redis was closed."));

    private static string HostOf(EndPoint server) => server switch
    {
        DnsEndPoint name => name.Host,
        IPEndPoint address => address.Address.ToString(),
        _ => "",
    };

    private async Task GreetAsync(ConfigurationOptions options)
    {
        var greeting = new RespWriter();
        var commands = 1;
        if (!string.IsNullOrEmpty(options.Password) && ++commands > 0) greeting.Command(2).Word("AUTH").Word(options.Password);
        if (options.DefaultDatabase is { } database and > 0 && ++commands > 0) greeting.Command(2).Word("SELECT").Word(database);
        greeting.Command(1).Word("ROLE");
        var answers = await AskAsync(greeting.Written, commands);
        foreach (var answer in answers) answer.OrThrow();
        if (answers[^1].Items is not [{ Bytes: { } role }, ..] || !role.AsSpan().SequenceEqual("master"u8)) throw new IOException("This Redis is a replica.");
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                lock (_lock)
                {
                    _isSending = _waiting.WrittenCount > 0;
                    if (!_isSending) return;
                    (_sending, _waiting) = (_waiting, _sending);
                }

                await _stream.WriteAsync(_sending.WrittenMemory);
                _sending.ResetWrittenCount();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            End(error);
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        var filled = 0;
        try
        {
            while (true)
            {
                if (filled == buffer.Length) Array.Resize(ref buffer, 2 * filled);
                var read = await _stream.ReadAsync(buffer.AsMemory(filled));
                if (read == 0) throw new IOException("Redis closed the connection.");
                filled += read;
                var used = Take(buffer.AsSpan(0, filled));
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidDataException)
        {
            End(error);
        }
    }

    private int Take(ReadOnlySpan<byte> arrived)
    {
        var used = 0;
        while (RespValue.TryRead(arrived[used..], out var answer, out var length))
        {
            used += length;
            Asked? answered = null;
            lock (_lock)
            {
                if (!_asked.TryPeek(out var asked)) throw new InvalidDataException("Redis answers what was not asked.");
                if (asked.Add(answer)) answered = _asked.Dequeue();
            }

            answered?.Complete();
        }

        return used;
    }

    private void End(Exception error)
    {
        List<Asked> unanswered;
        lock (_lock)
        {
            if (_end is not null) return;
            _end = error;
            unanswered = [.. _asked];
            _asked.Clear();
        }

        _stream.Dispose();
        foreach (var asked in unanswered) asked.Fail(new IOException(error.Message, error));
    }

    /// <summary>What was asked at a time.</summary>
    private sealed class Asked(int answers)
    {
        private readonly TaskCompletionSource<RespValue[]> _done = new();
        private readonly RespValue[] _answers = new RespValue[answers];
        private int _count;

        public Task<RespValue[]> Task => _done.Task;

        public bool Add(RespValue answer)
        {
            _answers[_count++] = answer;
            return _count == _answers.Length;
        }

        public void Complete() => _done.SetResult(_answers);

        public void Fail(Exception error) => _done.SetException(error);
    }
}
