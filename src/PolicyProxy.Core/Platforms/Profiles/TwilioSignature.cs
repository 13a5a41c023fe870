using System.Security.Cryptography;
using System.Text;
using PolicyProxy.Platforms.Meta.Requests;

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
    public bool Verify(string header, in SignedWebhook webhook, byte[] secret)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(secret);
        Span<byte> signature = stackalloc byte[SHA1.HashSizeInBytes];
        if (secret.Length == 0 || header.Length != 28 || !Convert.TryFromBase64String(header, signature, out var length) || length != signature.Length) return false;
        Span<byte> expected = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // Twilio signs with SHA-1; as an HMAC it is not broken.
        HMACSHA1.HashData(secret, Encoding.UTF8.GetBytes(Signed(webhook)), expected);
#pragma warning restore CA5350
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    private static string Signed(in SignedWebhook webhook)
    {
        var form = Encoding.Latin1.GetString(webhook.Body);
        var signed = new StringBuilder(webhook.Address).Append(webhook.Target);
        var pairs = FormText.Pairs(form).Select(pair => (Name: FormText.Decode(form.AsSpan()[pair.Name]), Value: FormText.Decode(form.AsSpan()[pair.Value])));
        foreach (var (name, value) in pairs.OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal))
            signed.Append(name).Append(value);
        return signed.ToString();
    }
}
