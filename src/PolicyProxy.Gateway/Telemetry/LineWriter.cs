using System.Buffers;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>
/// Hands lines to a stream that may block or fail, and holds up nobody who writes one: they gather for a moment and go out together from a
/// thread of its own, which sleeps while there are none. What comes faster than the stream takes it is dropped, and the loss is told.
/// </summary>
internal sealed class LineWriter : IDisposable
{
    /// <summary>How many bytes wait at most, beside those on their way out.</summary>
    public const int Room = 4 * 1024 * 1024;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    // A stream that blocks must not keep the process from its end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Stream _stream;
    private readonly Func<long, byte[]> _tellLoss;
    private readonly Thread _thread;
    private ArrayBufferWriter<byte> _waiting = new();
    private ArrayBufferWriter<byte> _leaving = new();
    private long _waitingLines;
    private long _leavingLines;
    private long _dropped;
    private bool _isTorn;
    private bool _isClosed;

    /// <param name="stream">Where they go. It is left open: it may be busy to the end.</param>
    /// <param name="tellLoss">Makes a line of the number of lines that were dropped.</param>
    public LineWriter(Stream stream, Func<long, byte[]> tellLoss)
    {
        (_stream, _tellLoss) = (stream, tellLoss);
        _thread = new(Run) { IsBackground = true, Name = "Log" };
        _thread.Start();
    }

    /// <summary>Takes a whole line, with its end.</summary>
    public void Write(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            if (_waiting.WrittenCount + line.Length > Room) _dropped++;
            else Add(line);
        }
    }

    /// <summary>Waits until the lines so far are out, though not for long.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join(Patience);
    }

    private void Add(ReadOnlySpan<byte> line)
    {
        _waiting.Write(line);

        // The first one wakes the thread; while it waits for more it is left alone.
        if (_waitingLines++ == 0) Monitor.Pulse(_gate);
    }

    private void Run()
    {
        while (Gather()) Account(TryWriteOut());
    }

    private bool Gather()
    {
        lock (_gate)
        {
            while (_waitingLines == 0)
            {
                if (_isClosed) return false;
                Monitor.Wait(_gate);
            }

            if (!_isClosed) Monitor.Wait(_gate, Gathering);
            (_waiting, _leaving) = (_leaving, _waiting);
            (_leavingLines, _waitingLines) = (_waitingLines, 0);
            return true;
        }
    }

    private bool TryWriteOut()
    {
        try
        {
            if (_isTorn) _stream.Write("\n"u8);
            _stream.Write(_leaving.WrittenSpan);
            _isTorn = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk, which may have taken the beginning of a line, or a stream that was closed before the start. The loss is told once
            // lines go out again.
            _isTorn = true;
        }

        return !_isTorn;
    }

    private void Account(bool isOut)
    {
        lock (_gate)
        {
            _leaving.ResetWrittenCount();
            if (!isOut) _dropped += _leavingLines;
            if (!isOut || _dropped == 0) return;

            // It comes after the last line that found room.
            Add(_tellLoss(_dropped));
            _dropped = 0;
        }
    }
}
