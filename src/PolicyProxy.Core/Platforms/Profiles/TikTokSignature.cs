using System.Security.Cryptography;
using System.Text;

namespace PolicyProxy.Platforms.Profiles;

/// <summary><c>TikTok-Signature</c>: <c>t=1633174587,s=1849...</c>, of which <c>s</c> is the HMAC-SHA256 of the time, a dot and the body.</summary>
/// <remarks>
/// https://developers.tiktok.com/doc/webhooks-verification. How old the time is makes no difference here: a replay shortens or opens no window.
/// </remarks>
internal sealed class TikTokSignature : IWebhookProof
{
    public string Header => "TikTok-Signature";

    public bool CoversAddress => false;

    public bool Verify(string header, in SignedWebhook webhook, byte[] secret)
    {
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        if (secret.Length == 0 || !TryRead(header, out var time, signature)) return false;
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.UTF8.GetBytes($"{time}."));
        foreach (var segment in webhook.Body) hash.AppendData(segment.Span);
        return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), signature);
    }

    private static bool TryRead(string header, out string time, Span<byte> signature)
    {
        var isSigned = false;
        time = "";
        foreach (var range in header.AsSpan().Split(','))
        {
            var part = header.AsSpan()[range].Trim();
            if (part.StartsWith("t=")) time = part[2..].ToString();
            if (part.StartsWith("s=")) isSigned = HexText.TryRead(part[2..], signature);
        }

        return isSigned && time.Length > 0;
    }
}
