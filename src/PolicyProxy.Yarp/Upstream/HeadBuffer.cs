using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>Gathers the head of a request and what of its body goes out together with it.</summary>
internal sealed class HeadBuffer
{
    /// <summary>How much goes out together.</summary>
    public const int Together = 16 * 1024;

    private const int Least = 4 * 1024;
    private const int LongestNumber = 20;

    private byte[] _bytes = new byte[Least];
    private int _length;
    private volatile SendState _state;

    /// <summary>How far it is with sending it.</summary>
    public SendState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>What is gathered.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Forgets what is gathered.</summary>
    public void Clear()
    {
        _length = 0;
        if (_bytes.Length > Together) _bytes = new byte[Least];
    }

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Adds text, of which each character is a byte.</summary>
    public void Add(ReadOnlySpan<char> text) => _length += Encoding.Latin1.GetBytes(text, Room(text.Length));

    /// <summary>Adds a number.</summary>
    public void Add(long number)
    {
        Utf8Formatter.TryFormat(number, Room(LongestNumber), out var written);
        _length += written;
    }

    /// <summary>Adds as much of a body as goes out together with its head.</summary>
    /// <returns>The rest.</returns>
    public ReadOnlySequence<byte> AddBody(ReadOnlySequence<byte> body)
    {
        var taken = (int)Math.Min(body.Length, Math.Max(0, Together - _length));
        body.Slice(0, taken).CopyTo(Room(taken));
        _length += taken;
        return body.Slice(taken);
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - _length < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        return _bytes.AsSpan(_length);
    }
}
