using System.Buffers;
using System.Text;

namespace PolicyProxy.Stores;

/// <summary>Writes commands as Redis' protocol has them.</summary>
/// <remarks>https://redis.io/docs/latest/develop/reference/protocol-spec</remarks>
internal sealed class RespWriter
{
    private const int LongestNumber = 20;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Begins a command of so many words.</summary>
    public RespWriter Command(int words)
    {
        Head('*', words);
        return this;
    }

    /// <summary>Writes a word.</summary>
    public RespWriter Word(ReadOnlySpan<char> text)
    {
        Head('$', Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _bytes);
        _bytes.Write("\r\n"u8);
        return this;
    }

    /// <summary>Writes a number as a word.</summary>
    public RespWriter Word(long number)
    {
        Span<byte> digits = stackalloc byte[LongestNumber];
        number.TryFormat(digits, out var length);
        Head('$', length);
        _bytes.Write(digits[..length]);
        _bytes.Write("\r\n"u8);
        return this;
    }

    private void Head(char kind, int count)
    {
        var head = _bytes.GetSpan(LongestNumber);
        head[0] = (byte)kind;
        count.TryFormat(head[1..], out var length);
        "\r\n"u8.CopyTo(head[(length + 1)..]);
        _bytes.Advance(length + 3);
    }
}
