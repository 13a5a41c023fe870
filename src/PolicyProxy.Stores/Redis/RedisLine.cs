using System.Buffers;

namespace PolicyProxy.Stores;

/// <summary>
/// A connection to Redis for what every request asks: it writes on the thread that asks and goes on with those who wait on the thread that
/// sees the answer, where the client library has a thread that writes, one that reads and others that go on.
/// </summary>
internal sealed class RedisLine : IDisposable
{
    private const int UsualAnswers = 16 * 1024;
    private const int MostKept = 1024 * 1024;
    private const int LongestAnswer = 64 * 1024 * 1024;

    private readonly Stream _stream;
    private readonly Lock _lock = new();
    private readonly Queue<RedisLineCall> _asked = new();
    private ArrayBufferWriter<byte> _waiting = new();
    private ArrayBufferWriter<byte> _sending = new();
    private bool _isSending;
    private Exception? _end;

    /// <summary>Reads what is answered from now on.</summary>
    /// <param name="stream">A connection, which is closed with the line.</param>
    public RedisLine(Stream stream)
    {
        _stream = stream;
        _ = ReceiveAsync();
    }

    /// <summary>Whether something can be asked.</summary>
    public bool IsOpen => Volatile.Read(ref _end) is null;

    /// <summary>Whether somebody's answer is still to come.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_lock) return _asked.Count > 0;
        }
    }

    /// <summary>Sends commands and waits for their answers.</summary>
    /// <param name="commands">The commands, as <see cref="RespWriter"/> writes them.</param>
    /// <param name="answers">How many answers they have.</param>
    /// <exception cref="IOException">The line is closed, or breaks before it is answered.</exception>
    public Task<RespValue[]> AskAsync(ReadOnlySpan<byte> commands, int answers)
    {
        var asked = new RedisLineCall(answers);
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
        catch (Exception error) // Whatever it is: somebody waits for an answer.
        {
            End(error);
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[UsualAnswers];
        var filled = 0;
        try
        {
            while (true)
            {
                if (filled == LongestAnswer) throw new InvalidDataException("Redis answers more than makes sense.");
                if (filled == buffer.Length) Array.Resize(ref buffer, 2 * filled);
                var read = await _stream.ReadAsync(buffer.AsMemory(filled));
                if (read == 0) throw new IOException("Redis closed the connection.");
                filled += read;
                var used = Take(buffer.AsSpan(0, filled));
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
                if (filled == 0 && buffer.Length > MostKept) buffer = new byte[UsualAnswers];
            }
        }
        catch (Exception error) // Whatever it is: somebody may wait for an answer.
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
            RedisLineCall? answered = null;
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
        List<RedisLineCall> unanswered;
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
}
