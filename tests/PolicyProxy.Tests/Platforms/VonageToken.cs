using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PolicyProxy.Tests.Platforms;

/// <summary>The token by which Vonage signs a webhook.</summary>
/// <remarks>https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks</remarks>
internal static class VonageToken
{
    public const string Secret = "vonage-signature-secret-0123456789";

    public const string Head = """{"alg":"HS256","typ":"JWT"}""";

    /// <summary>The header's value for a webhook that is signed as it should be.</summary>
    public static string Bearer(DateTimeOffset issued, string body, string secret = Secret) => $"Bearer {Make(Claims(issued, body), secret)}";

    /// <summary>What Vonage claims of a webhook.</summary>
    public static string Claims(DateTimeOffset issued, string body) => $$"""
        {"iat":{{issued.ToUnixTimeSeconds()}},"jti":"c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5","iss":"Vonage","payload_hash":"{{Hash(body)}}","api_key":"a1b2c3d","application_id":"aaaaaaaa-bbbb-cccc-dddd-0123456789ab"}
        """;

    /// <summary>A token of any claims and head, signed by HMAC-SHA256.</summary>
    public static string Make(string claims, string secret = Secret, string head = Head)
    {
        var content = $"{Encode(head)}.{Encode(claims)}";
        return $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(content)))}";
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string Hash(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}
