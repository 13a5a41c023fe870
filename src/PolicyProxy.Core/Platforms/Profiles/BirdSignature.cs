using System.Security.Cryptography;
using System.Text;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>
/// <c>MessageBird-Signature</c>: the base64 HMAC-SHA256 of <c>MessageBird-Request-Timestamp</c>, the whole address that is called and the
/// SHA-256 of the body, each on a line.
/// </summary>
/// <remarks>
/// https://docs.bird.com/api/notifications-api/api-reference/webhooks/verifying-a-webhook. How old the time is makes no difference here: Bird
/// delivers again what it signed hours ago, and a replay shortens or opens no window.
/// </remarks>
internal sealed class BirdSignature : IWebhookProof
{
    public string Header => "MessageBird-Signature";

    public string TimeHeader => "MessageBird-Request-Timestamp";

    public bool CoversAddress => true;

    public bool Verify(string header, in SignedWebhook webhook, byte[] secret)
    {
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        if (secret.Length == 0 || webhook.Time.Length == 0 || !webhook.Time.All(char.IsAsciiDigit)) return false;
        if (header.Length != 44 || !Convert.TryFromBase64String(header, signature, out var length) || length != signature.Length) return false;

        using var body = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var segment in webhook.Body) body.AppendData(segment.Span);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.UTF8.GetBytes($"{webhook.Time}\n{webhook.Address}{webhook.Target}\n"));
        hash.AppendData(body.GetHashAndReset());
        return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), signature);
    }
}
