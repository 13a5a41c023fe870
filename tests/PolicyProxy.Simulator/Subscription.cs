using System.Security.Cryptography;
using System.Text;

namespace PolicyProxy.Simulator;

/// <summary>What the company told the platform about its webhooks: where they go, and how each side knows the other.</summary>
internal static class Subscription
{
    /// <summary>The callback's path, at the gateway and at the helpdesk.</summary>
    public const string Path = "/webhooks/meta";

    /// <summary>The header that carries the signature.</summary>
    public const string SignatureHeader = "X-Hub-Signature-256";

    /// <summary>What the platform has to name when it subscribes.</summary>
    public static string VerifyToken { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The signature of a webhook's bytes.</summary>
    public static string Sign(byte[] body, Channel channel) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(channel.Secret), body))}";
}
