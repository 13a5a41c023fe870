using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>
/// <c>Authorization: Bearer</c> with a token that the account's signature secret signed. Of its claims <c>payload_hash</c> is the SHA-256 of
/// the body in hex, and <c>iat</c> when it was issued.
/// </summary>
/// <remarks>https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks</remarks>
internal sealed class VonageSignature : IWebhookProof
{
    private const string Scheme = "Bearer ";

    // How far clocks may differ, in seconds.
    private const double Skew = 300;

    // Vonage delivers again for 24 hours, and does not say that each attempt has a token of its own:
    // https://api.support.vonage.com/hc/en-us/articles/360028543292
    private const double LongestAge = (24 * 3600) + Skew;

    /// <inheritdoc/>
    public string Header => "Authorization";

    /// <inheritdoc/>
    public bool CoversAddress => false;

    /// <inheritdoc/>
    public bool Verify(string header, in SignedWebhook webhook, byte[] secret)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        using var claims = SignedToken.ReadClaims(header.AsSpan(Scheme.Length), secret);
        return claims is not null && IsTimely(claims.RootElement, webhook.ReceivedAt) && IsOf(claims.RootElement, webhook.Body);
    }

    private static bool IsTimely(JsonElement claims, DateTimeOffset now) =>
        claims.TryGetProperty("iat", out var issued) && Age(issued, now) is >= -Skew and <= LongestAge
        && (!claims.TryGetProperty("exp", out var expires) || Age(expires, now) < Skew);

    // How many seconds ago a time was. What is no number is no time, of which no comparison holds.
    private static double Age(JsonElement time, DateTimeOffset now) =>
        time.ValueKind == JsonValueKind.Number ? (now.ToUnixTimeMilliseconds() / 1000.0) - time.GetDouble() : double.NaN;

    private static bool IsOf(JsonElement claims, in ReadOnlySequence<byte> body)
    {
        Span<byte> signed = stackalloc byte[SHA256.HashSizeInBytes];
        if (!claims.TryGetProperty("payload_hash", out var written) || written.ValueKind != JsonValueKind.String) return false;
        if (JsonText.String(JsonMarshal.GetRawUtf8Value(written)) is not { } hex || !HexText.TryRead(hex, signed)) return false;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var segment in body) hash.AppendData(segment.Span);
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(actual);
        return CryptographicOperations.FixedTimeEquals(actual, signed);
    }
}
