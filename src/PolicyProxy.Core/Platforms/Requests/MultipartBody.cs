using System.Text;

namespace PolicyProxy.Platforms.Requests;

/// <summary>
/// Reads the parameters out of a <c>multipart/form-data</c> body. Strict: line ends, delimiters and heads that two servers could take
/// differently are problems.
/// </summary>
internal static class MultipartBody
{
    private const int MostParts = 64;
    private const int LongestHead = 8 * 1024;

    /// <summary>Takes the parts that are no files.</summary>
    public static void Read(ReadOnlyMemory<byte> body, string boundary, IFormFields into)
    {
        if (!TryRead(body, Encoding.ASCII.GetBytes($"--{boundary}"), into)) into.Fail("the multipart body cannot be read exactly one way");
    }

    private static bool TryRead(ReadOnlyMemory<byte> body, byte[] delimiter, IFormFields into)
    {
        var bytes = body.Span;
        if (!bytes.StartsWith(delimiter)) return false;
        var position = delimiter.Length;
        for (var parts = 0; ; parts++)
        {
            if (bytes[position..].StartsWith("--"u8)) return parts > 0 && (position + 2 == bytes.Length || bytes[(position + 2)..].SequenceEqual("\r\n"u8));
            if (!bytes[position..].StartsWith("\r\n"u8) || parts == MostParts) return false;
            position += 2;

            var headLength = bytes[position..].IndexOf("\r\n\r\n"u8);
            if (headLength is < 0 or > LongestHead || !PartHead.TryRead(bytes.Slice(position, headLength), out var head)) return false;
            var start = position + headLength + 4;
            var length = Content(bytes[start..], delimiter);
            if (length < 0 || !TryTake(body, start, length, head, into)) return false;
            position = start + length + 2 + delimiter.Length;
        }
    }

    // A part ends at a line end and the delimiter, and nothing in it may look like that.
    private static int Content(ReadOnlySpan<byte> bytes, byte[] delimiter)
    {
        var end = bytes.IndexOf([(byte)'\r', (byte)'\n', .. delimiter]);
        if (end < 0) return -1;
        var bare = bytes[..end].IndexOf([(byte)'\n', .. delimiter]);
        return bare < 0 ? end : -1;
    }

    private static bool TryTake(ReadOnlyMemory<byte> body, int start, int length, PartHead head, IFormFields into)
    {
        if (!into.IsRead(head.Name)) return true;
        if (head.IsFile || head.HasOwnEncoding) return false;
        into.Add(head.Name, new(false, start, length), isEncoded: false, Encoding.UTF8.GetString(body.Span.Slice(start, length)));
        return true;
    }
}
