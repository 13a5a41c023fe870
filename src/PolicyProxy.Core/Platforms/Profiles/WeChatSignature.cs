using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>
/// <c>signature</c> in the query: the SHA-1, in hexadecimal digits, of the channel's token and the query's <c>timestamp</c> and <c>nonce</c>,
/// sorted and one behind the other.
/// </summary>
/// <remarks>
/// https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption.md. It covers neither the body nor the path: whoever has
/// seen one signed address can sign anything.
/// </remarks>
internal sealed class WeChatSignature : IWebhookProof
{
    private const int LongestValue = 128;

    public string? Header => null;

    public bool CoversAddress => false;

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "WeChat signs with SHA-1.")]
    public bool Verify(string header, in SignedWebhook webhook, byte[] secret)
    {
        Span<byte> signature = stackalloc byte[SHA1.HashSizeInBytes];
        if (secret.Length == 0 || Read(webhook.Target, "timestamp") is not { } time || Read(webhook.Target, "nonce") is not { } nonce) return false;
        if (Read(webhook.Target, "signature") is not { } written || !HexText.TryRead(written, signature)) return false;

        string[] parts = [Encoding.UTF8.GetString(secret), time, nonce];
        Array.Sort(parts, StringComparer.Ordinal);
        return CryptographicOperations.FixedTimeEquals(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))), signature);
    }

    // Each once, and in letters and digits: what is given twice one server takes the first of and another the last.
    private static string? Read(string target, string name)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        if (question < 0) return null;
        var query = target[(question + 1)..];
        string? found = null;
        foreach (var pair in FormText.Pairs(query))
        {
            if (!FormText.Decode(query.AsSpan()[pair.Name]).Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            if (found is not null) return null;
            found = query[pair.Value];
        }

        return found is { Length: > 0 and <= LongestValue } && found.All(char.IsAsciiLetterOrDigit) ? found : null;
    }
}
