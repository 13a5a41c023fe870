namespace PolicyProxy.Platforms.Requests;

/// <summary>The checksums at the end of gzip (RFC 1952) and zlib (RFC 1950) data, which the framework checks but does not show.</summary>
internal static class Checksums
{
    private const uint AdlerModulus = 65521;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (crc, _) => (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1)))];

    /// <summary>The CRC-32 of gzip.</summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes) crc = Table[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }

    /// <summary>The Adler-32 of zlib.</summary>
    public static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        var (low, high) = (1u, 0u);
        foreach (var b in bytes)
        {
            low = (low + b) % AdlerModulus;
            high = (high + low) % AdlerModulus;
        }

        return (high << 16) | low;
    }
}
