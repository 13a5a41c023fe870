using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace PolicyProxy.Platforms.Meta;

/// <summary>The signature of a webhook: <c>X-Hub-Signature-256: sha256=&lt;hex HMAC-SHA256 of the raw body&gt;</c>.</summary>
/// <remarks>
/// https://developers.facebook.com/docs/graph-api/webhooks/getting-started. Hex digits of either case verify: they name the same bytes.
/// </remarks>
internal static class HubSignature
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "X-Hub-Signature-256";

    private const string OlderHeader = "X-Hub-Signature";

    private const string Prefix = "sha256=";

    /// <summary>The header's value for a body that is signed with <paramref name="secret"/>.</summary>
    public static string Write(ReadOnlySpan<byte> body, byte[] secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(secret, body));
    }

    /// <summary>The headers a platform sends with a body that is signed with <paramref name="secret"/>: also the older one, which some helpdesks still read.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> WriteBoth(ReadOnlySpan<byte> body, byte[] secret) =>
        [new(Header, Write(body, secret)), new(OlderHeader, WriteOlder(body, secret))];

    /// <summary>Reads the signature out of the header's value.</summary>
    /// <param name="header">The header's one value; null or anything else of a wrong form is no signature.</param>
    /// <param name="signature">Takes 32 bytes.</param>
    public static bool TryRead(string? header, Span<byte> signature) =>
        header is not null
        && header.Length == Prefix.Length + (2 * SHA256.HashSizeInBytes)
        && header.StartsWith(Prefix, StringComparison.Ordinal)
        && Convert.FromHexString(header.AsSpan(Prefix.Length), signature, out _, out _) == OperationStatus.Done;

    /// <summary>
    /// Whether <paramref name="secret"/> made the signature of <paramref name="body"/>; compares in constant time. An empty secret, which
    /// anybody knows, made none.
    /// </summary>
    public static bool Verify(ReadOnlySpan<byte> signature, ReadOnlySequence<byte> body, byte[] secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Length == 0) return false;
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        if (body.IsSingleSegment)
        {
            HMACSHA256.HashData(secret, body.FirstSpan, expected);
        }
        else
        {
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
            foreach (var segment in body) hash.AppendData(segment.Span);
            hash.GetHashAndReset(expected);
        }

        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "What the platform writes; nothing is verified by it here.")]
    private static string WriteOlder(ReadOnlySpan<byte> body, byte[] secret) => $"sha1={Convert.ToHexStringLower(HMACSHA1.HashData(secret, body))}";
}
