using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PolicyProxy.Tests.Infrastructure;

namespace PolicyProxy.Tests.Refusals;

/// <summary>Twilio's side of a refused send: what the helpdesk sends, and what it reads of the callback that comes later.</summary>
internal static class TwilioCallback
{
    public const string Secret = "twilio-auth-token-0123456789abcdef";

    public const string Path = "/2010-04-01/Accounts/AC1/Messages.json";

    /// <summary>A send, and where it wants to be told of; null for nowhere.</summary>
    public static string Send(string? url, string text = "Hi") =>
        $"From=whatsapp%3A%2B14155238886&To=whatsapp%3A%2B15005550006&Body={text}{(url is null ? "" : $"&StatusCallback={Uri.EscapeDataString(url)}")}";

    /// <summary>The platform with a channel that refuses by callback at some hosts, or at an address of its own.</summary>
    public static void Configure(GatewaySettings settings, string channel) => DescribedPlatform.Configure(
        settings, "Twilio", "twilio.json", "/2010-04-01/{**rest}", $$"""{ "Platform": "NAME", "AppSecrets": ["{{Secret}}"], "PublicUrl": "https://chat.example.com", {{channel}} }""");

    public static string Host(Upstream upstream) => new Uri(upstream.Address).Authority;

    public static Dictionary<string, string> Fields(ReceivedRequest request) => Pairs(request.Text).ToDictionary(pair => pair.Name, pair => pair.Value);

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "What the platform signs with.")]
    public static string Sign(string url, string form, string secret = Secret)
    {
        var signed = url + string.Concat(Pairs(form).OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => pair.Name + pair.Value));
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)));
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string form) =>
        form.Split('&').Select(pair => pair.Split('=', 2)).Select(pair => (pair[0], Uri.UnescapeDataString(pair[1].Replace('+', ' '))));
}
