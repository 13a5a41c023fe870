using System.Security.Cryptography;

namespace PolicyProxy.Platforms.Meta;

/// <summary>The proof that is a <see cref="HubSignature"/>.</summary>
public sealed class HubProof : IWebhookProof
{
    private HubProof()
    {
    }

    /// <summary>The one instance: it keeps nothing.</summary>
    public static HubProof Instance { get; } = new();

    /// <inheritdoc/>
    public string Header => HubSignature.Header;

    /// <inheritdoc/>
    public bool CoversAddress => false;

    /// <inheritdoc/>
    public bool CanSign => true;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(Uri url, ReadOnlySpan<byte> body, byte[] secret) => HubSignature.WriteBoth(body, secret);

    /// <inheritdoc/>
    public bool Verify(string header, in SignedWebhook webhook, byte[] secret)
    {
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        return HubSignature.TryRead(header, signature) && HubSignature.Verify(signature, webhook.Body, secret);
    }
}
