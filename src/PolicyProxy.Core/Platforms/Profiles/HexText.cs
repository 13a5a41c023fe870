using System.Buffers;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>A hash that is written in hexadecimal digits.</summary>
internal static class HexText
{
    /// <summary>Reads exactly as many bytes as there is room for; false for anything else.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> hash) =>
        text.Length == hash.Length * 2 && Convert.FromHexString(text, hash, out _, out _) == OperationStatus.Done;
}
