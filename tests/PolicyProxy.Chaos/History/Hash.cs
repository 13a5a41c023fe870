using System.Security.Cryptography;

namespace PolicyProxy.Chaos.History;

/// <summary>Stands for the exact bytes of a body.</summary>
internal static class Hash
{
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
