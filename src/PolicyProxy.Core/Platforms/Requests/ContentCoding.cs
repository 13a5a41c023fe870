using System.Buffers.Binary;
using System.IO.Compression;

namespace PolicyProxy.Platforms.Requests;

/// <summary>Takes a body out of its <c>Content-Encoding</c>, within limits, and only if it is one stream with nothing behind it.</summary>
internal static class ContentCoding
{
    private const int LongestBody = 4 * 1024 * 1024;
    private const int LargestRatio = 200;

    /// <summary>Decodes a body.</summary>
    /// <param name="coding">The <c>Content-Encoding</c>; null, empty and <c>identity</c> change nothing.</param>
    /// <param name="body">The body.</param>
    /// <param name="decoded">The body as it was before.</param>
    /// <returns>False for another coding, for damaged data, and for more than 4 MiB or 200 times the size.</returns>
    public static bool TryDecode(string? coding, ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> decoded)
    {
        decoded = body;
        var name = coding?.Trim().ToLowerInvariant();
        if (string.IsNullOrEmpty(name) || name == "identity") return true;
        try
        {
            return name switch
            {
                "gzip" or "x-gzip" => TryGzip(body, out decoded),
                "deflate" => TryDeflate(body, out decoded),
                "br" => TryBrotli(body, out decoded),
                _ => false,
            };
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    // A second member or anything else behind the first would not end with the length of the whole.
    private static bool TryGzip(ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> decoded) =>
        TryInflate(new GZipStream(Open(body), CompressionMode.Decompress), body.Length, out decoded)
        && body.Length >= 18
        && BinaryPrimitives.ReadUInt32LittleEndian(body.Span[^4..]) == (uint)decoded.Length
        && BinaryPrimitives.ReadUInt32LittleEndian(body.Span[^8..^4]) == Checksums.Crc32(decoded.Span);

    // Fed byte by byte, the decoder has taken no more than its own stream when it is done.
    private static bool TryDeflate(ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> decoded)
    {
        var source = new ByteByByteStream(body);
        return TryInflate(new ZLibStream(source, CompressionMode.Decompress, leaveOpen: true), body.Length, out decoded)
            && source.IsAtEnd
            && body.Length >= 6
            && BinaryPrimitives.ReadUInt32BigEndian(body.Span[^4..]) == Checksums.Adler32(decoded.Span);
    }

    private static bool TryBrotli(ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> decoded)
    {
        decoded = default;
        var limit = Limit(body.Length);
        var buffer = new byte[limit];
        using var decoder = new BrotliDecoder();
        if (decoder.Decompress(body.Span, buffer, out var consumed, out var written) != System.Buffers.OperationStatus.Done) return false;
        decoded = buffer.AsMemory(0, written);
        return consumed == body.Length;
    }

    private static bool TryInflate(Stream stream, int length, out ReadOnlyMemory<byte> decoded)
    {
        decoded = default;
        var limit = Limit(length);
        using (stream)
        {
            using var result = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                result.Write(buffer, 0, read);
                if (result.Length > limit) return false;
            }

            decoded = result.ToArray();
            return true;
        }
    }

    private static int Limit(int length) => (int)Math.Min(LongestBody, (long)length * LargestRatio);

    private static MemoryStream Open(ReadOnlyMemory<byte> body) => new(body.ToArray(), writable: false);

    private sealed class ByteByByteStream(ReadOnlyMemory<byte> bytes) : MemoryStream(bytes.ToArray(), writable: false)
    {
        public bool IsAtEnd => Position == Length;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
