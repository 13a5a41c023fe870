using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>
/// <c>X-Twilio-Signature</c>: the base64 HMAC-SHA1 of the whole address that is called, with the names and values of the form behind it, in
/// the order of the names.
/// </summary>
/// <remarks>https://www.twilio.com/docs/usage/security#validating-requests</remarks>
internal sealed class TwilioSignature : IWebhookProof
{
    /// <inheritdoc/>
    public string Header => "X-Twilio-Signature";

    /// <inheritdoc/>
    public bool CoversAddress => true;

    /// <inheritdoc/>
    public bool CanSign => true;

    /// <inheritdoc/>
    public bool Verify(string header, in SignedWebhook webhook, byte[] secret)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(secret);
        Span<byte> signature = stackalloc byte[SHA1.HashSizeInBytes];
        if (secret.Length == 0 || header.Length != 28 || !Convert.TryFromBase64String(header, signature, out var length) || length != signature.Length) return false;
        return CryptographicOperations.FixedTimeEquals(Hash(webhook.Address + webhook.Target, Encoding.Latin1.GetString(webhook.Body), secret), signature);
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(Uri url, ReadOnlySpan<byte> body, byte[] secret)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(secret);

        // As it goes over the wire: without a fragment.
        var called = url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);
        return [new(Header, Convert.ToBase64String(Hash(called, Encoding.Latin1.GetString(body), secret)))];
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Twilio signs with SHA-1; as an HMAC it is not broken.")]
    private static byte[] Hash(string url, string form, byte[] secret)
    {
        var signed = new StringBuilder(url);
        var pairs = FormText.Pairs(form).Select(pair => (Name: FormText.Decode(form.AsSpan()[pair.Name]), Value: FormText.Decode(form.AsSpan()[pair.Value])));
        foreach (var (name, value) in pairs.OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal))
            signed.Append(name).Append(value);
        return HMACSHA1.HashData(secret, Encoding.UTF8.GetBytes(signed.ToString()));
    }
}
