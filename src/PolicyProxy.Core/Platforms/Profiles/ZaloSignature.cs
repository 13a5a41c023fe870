using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using PolicyProxy.Platforms.Meta;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>
/// <c>X-ZEvent-Signature</c>: the SHA-256 of the app's id, the body, its timestamp and the Official Account's secret key, one behind the other.
/// </summary>
/// <remarks>
/// https://developers.zalo.me/docs/official-account/webhook/tong-quan. Id and timestamp stand in the body, too. Both have to be digits: then
/// there is one way only to take the text apart.
/// </remarks>
internal sealed class ZaloSignature : IWebhookProof
{
    private const string Prefix = "mac=";

    private readonly ValuePaths _paths = new([]);
    private readonly int _appId;
    private readonly int _time;

    public ZaloSignature() => (_appId, _time) = (_paths.Add("app_id")!.Value, _paths.Add("timestamp")!.Value);

    public string Header => "X-ZEvent-Signature";

    public bool CoversAddress => false;

    public bool Verify(string header, in SignedWebhook webhook, byte[] secret)
    {
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        var written = header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header.AsSpan(Prefix.Length) : header;
        if (secret.Length == 0 || !HexText.TryRead(written, signature)) return false;

        var body = webhook.Body.ToArray();
        var values = new ProfileValues(_paths);
        JsonValues.Read(body, _paths.Root, values);
        if (values.Text(_appId) is not { } appId || values.Text(_time) is not { } time || values.Problem is not null) return false;
        if (!DigitsId.IsValid(appId) || !DigitsId.IsValid(time)) return false;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(appId));
        hash.AppendData(body);
        hash.AppendData(Encoding.ASCII.GetBytes(time));
        hash.AppendData(secret);
        return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), signature);
    }
}
