using System.Buffers.Text;
using System.Globalization;
using System.Numerics;

namespace PolicyProxy.Stores;

/// <summary>A line of a journal: a checksum and a text, so that a line that was cut off, or is not what was written, is told.</summary>
internal static class ChecksummedLine
{
    private const int ChecksumLength = 8;

    /// <summary>Appends the line of a text without line ends.</summary>
    public static void Write(MemoryStream lines, ReadOnlySpan<byte> text)
    {
        Span<byte> checksum = stackalloc byte[ChecksumLength];
        Checksum(text).TryFormat(checksum, out _, "x8", CultureInfo.InvariantCulture);
        lines.Write(checksum);
        lines.WriteByte((byte)' ');
        lines.Write(text);
        lines.WriteByte((byte)'\n');
    }

    /// <summary>Reads a line, without what ends it.</summary>
    /// <returns>False when it is not a whole line.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (line.Length <= ChecksumLength || line[ChecksumLength] != ' ') return false;
        text = line[(ChecksumLength + 1)..];
        return Utf8Parser.TryParse(line[..ChecksumLength], out uint checksum, out var read, 'x') && read == ChecksumLength && checksum == Checksum(text);
    }

    // CRC-32C, which the processor computes.
    private static uint Checksum(ReadOnlySpan<byte> text)
    {
        var checksum = uint.MaxValue;
        foreach (var one in text) checksum = BitOperations.Crc32C(checksum, one);
        return ~checksum;
    }
}
