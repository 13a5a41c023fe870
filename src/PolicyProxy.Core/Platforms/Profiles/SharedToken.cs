using System.Security.Cryptography;
using System.Text;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>A header that holds the secret itself.</summary>
/// <param name="header">The header.</param>
internal sealed class SharedToken(string header) : IWebhookProof
{
    /// <inheritdoc/>
    public string Header => header;

    /// <inheritdoc/>
    public bool CoversAddress => false;

    /// <inheritdoc/>
    public bool CanSign => true;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(Uri url, ReadOnlySpan<byte> body, byte[] secret) => [new(header, Encoding.UTF8.GetString(secret))];

    /// <inheritdoc/>
    public bool Verify(string header, in SignedWebhook webhook, byte[] secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return secret.Length > 0 && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header), secret);
    }
}
