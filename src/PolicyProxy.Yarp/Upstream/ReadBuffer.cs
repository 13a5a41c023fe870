namespace PolicyProxy.Yarp.Upstream;

/// <summary>What was read from a connection and is not consumed yet, in one piece.</summary>
internal sealed class ReadBuffer
{
    private const int Least = 16 * 1024;

    private byte[] _bytes = new byte[Least];
    private int _start;
    private int _end;

    /// <summary>What is not consumed yet; it holds until the next call of <see cref="Room"/>.</summary>
    public ReadOnlyMemory<byte> Unread => _bytes.AsMemory(_start.._end);

    /// <summary>Where to read to, behind what is unread; never empty.</summary>
    public Memory<byte> Room()
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
            if (_bytes.Length > Least) _bytes = new byte[Least];
        }
        else if (_end == _bytes.Length)
        {
            var unread = Unread;
            var room = _start > 0 ? _bytes : new byte[_bytes.Length * 2];
            unread.CopyTo(room);
            (_bytes, _start, _end) = (room, 0, unread.Length);
        }

        return _bytes.AsMemory(_end);
    }

    /// <summary>Notes what was read.</summary>
    public void Add(int count) => _end += count;

    /// <summary>Takes bytes off the front.</summary>
    public void Consume(int count) => _start += count;
}
