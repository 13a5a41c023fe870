using System.Buffers.Text;
using System.Text;

namespace PolicyProxy.Stores;

/// <summary>One answer of Redis, as its protocol has it.</summary>
/// <remarks>https://redis.io/docs/latest/develop/reference/protocol-spec</remarks>
/// <param name="Error">What went wrong; null when nothing did.</param>
/// <param name="Number">The number, of an answer that is one.</param>
/// <param name="Bytes">The text, of an answer that is one; null where there is nothing.</param>
/// <param name="Items">The answers in an answer.</param>
internal readonly record struct RespValue(string? Error = null, long Number = 0, byte[]? Bytes = null, RespValue[]? Items = null)
{
    // Redis' own limit of a text.
    private const int Most = 512 * 1024 * 1024;

    // Of what is asked here, ROLE answers the deepest: three.
    private const int Deepest = 8;

    /// <summary>Reads one answer.</summary>
    /// <param name="bytes">What has arrived.</param>
    /// <param name="value">The answer.</param>
    /// <param name="length">How many bytes it had.</param>
    /// <returns>False when it has not arrived whole.</returns>
    /// <exception cref="InvalidDataException">Whoever answers does not speak the protocol.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RespValue value, out int length) => TryRead(bytes, Deepest, out value, out length);

    /// <summary>The answer, when it is none that something went wrong.</summary>
    /// <exception cref="IOException">Something did.</exception>
    public RespValue OrThrow() => Error is null ? this : throw new IOException(Error);

    /// <summary>The answers in the answer, when they are as many as were asked for, and nothing went wrong.</summary>
    /// <exception cref="IOException">Something did, or it answers something else.</exception>
    public RespValue[] ItemsOrThrow(int count)
    {
        if (OrThrow().Items is not { } items || items.Length != count) throw new IOException("Redis answers something else than was asked.");
        foreach (var item in items) item.OrThrow();
        return items;
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, int depth, out RespValue value, out int length)
    {
        (value, length) = (default, 0);
        if (bytes.IsEmpty) return false;
        if (depth == 0 || !"+-:$*"u8.Contains(bytes[0])) throw Garbage();
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0) return false;
        length = end + 2;
        var line = bytes[1..end];
        switch (bytes[0])
        {
            case (byte)'+':
                value = new(Bytes: line.ToArray());
                return true;
            case (byte)'-':
                value = new(Error: Encoding.UTF8.GetString(line));
                return true;
            case (byte)':':
                value = new(Number: ReadNumber(line));
                return true;
            case (byte)'$':
                return TryReadText(bytes, ReadCount(line), ref value, ref length);
            default:
                return TryReadItems(bytes, ReadCount(line), depth, ref value, ref length);
        }
    }

    private static bool TryReadText(ReadOnlySpan<byte> bytes, int size, ref RespValue value, ref int length)
    {
        if (size < 0) return true;
        if (bytes.Length - length < size + 2) return false;
        value = new(Bytes: bytes.Slice(length, size).ToArray());
        length += size + 2;
        return bytes[..length].EndsWith("\r\n"u8) ? true : throw Garbage();
    }

    private static bool TryReadItems(ReadOnlySpan<byte> bytes, int count, int depth, ref RespValue value, ref int length)
    {
        if (count < 0) return true;

        // Each takes three bytes at the least.
        if (bytes.Length - length < count * 3L) return false;
        var items = new RespValue[count];
        for (var i = 0; i < items.Length; i++)
        {
            if (!TryRead(bytes[length..], depth - 1, out items[i], out var size)) return false;
            length += size;
        }

        value = new(Items: items);
        return true;
    }

    private static long ReadNumber(ReadOnlySpan<byte> digits) => Utf8Parser.TryParse(digits, out long number, out var used) && used == digits.Length
        ? number
        : throw Garbage();

    private static int ReadCount(ReadOnlySpan<byte> digits) => ReadNumber(digits) is >= -1 and <= Most and var count ? (int)count : throw Garbage();

    private static InvalidDataException Garbage() => new("It does not answer as Redis does.");
}
