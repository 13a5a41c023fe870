using System.Security.Cryptography;
using System.Text;
using PolicyProxy.Platforms.Meta;

namespace PolicyProxy.Benchmarks.Operations;

/// <summary>Verifies a webhook's signature, from the header's text on.</summary>
internal static class SignatureOperations
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef");

    public static IEnumerable<Operation> All =>
    [
        Verify("Signature: 300 bytes", 300, isWhole: true),
        Verify("Signature: 64 KiB", 64 * 1024, isWhole: true),
        Verify("Signature: 64 KiB in segments", 64 * 1024, isWhole: false),
    ];

    private static Operation Verify(string name, int length, bool isWhole)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        var body = isWhole ? new(bytes) : RequestBytes.Arrived(bytes);
        var header = $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Secret, bytes))}";
        return Operation.Of(name, () =>
        {
            Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
            return HubSignature.TryRead(header, signature) && HubSignature.Verify(signature, body, Secret)
                ? true
                : throw new InvalidOperationException("The signature does not verify.");
        });
    }
}
