using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>A JSON Web Token in its compact form that is signed by HMAC-SHA256, and by nothing else.</summary>
/// <remarks>
/// https://www.rfc-editor.org/rfc/rfc7515, https://www.rfc-editor.org/rfc/rfc7519. Before the signature is found right nothing in it is read.
/// </remarks>
internal static class SignedToken
{
    private const int SignatureLength = 43;

    private static readonly SearchValues<byte> Base64UrlDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The claims of a token that <paramref name="secret"/> signed, an object that names nothing twice; null for any other.</summary>
    public static JsonDocument? ReadClaims(ReadOnlySpan<char> token, byte[] secret)
    {
        var (first, last) = (token.IndexOf('.'), token.LastIndexOf('.'));
        if (secret.Length == 0 || first == last || token.Length - last - 1 != SignatureLength || !Ascii.IsValid(token)) return null;
        var bytes = new byte[token.Length];
        Encoding.ASCII.GetBytes(token, bytes);
        if (!IsSigned(bytes.AsSpan(0, last), bytes.AsSpan(last + 1), secret)) return null;

        using var header = ReadObject(bytes.AsMemory(0, first));
        return header is not null && IsUnderstood(header.RootElement) ? ReadObject(bytes.AsMemory(first + 1, last - first - 1)) : null;
    }

    // Its text is compared, not its bytes: they can be written in one way only.
    private static bool IsSigned(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature, byte[] secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[SignatureLength];
        HMACSHA256.HashData(secret, content, hash);
        Base64Url.EncodeToUtf8(hash, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    // Whoever writes "crit" wants a token refused where its extensions are not known.
    private static bool IsUnderstood(JsonElement header) =>
        header.TryGetProperty("alg", out var algorithm) && algorithm.ValueKind == JsonValueKind.String && algorithm.ValueEquals("HS256"u8)
        && !header.TryGetProperty("crit", out _);

    private static JsonDocument? ReadObject(Memory<byte> part)
    {
        // The framework's reader takes padding and blanks, too. A dot is neither.
        if (part.Span.ContainsAnyExcept(Base64UrlDigits) || !Base64Url.IsValid(part.Span)) return null;
        try
        {
            var json = JsonDocument.Parse(part[..Base64Url.DecodeFromUtf8InPlace(part.Span)], Strict);
            if (json.RootElement.ValueKind == JsonValueKind.Object) return json;
            json.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
