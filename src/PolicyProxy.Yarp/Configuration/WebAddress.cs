using System.Diagnostics.CodeAnalysis;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>An address that the gateway posts to.</summary>
internal static class WebAddress
{
    /// <summary>Reads an absolute http or https address without a user name.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0;

    /// <summary>Whether a text is what such an address has as its host, with a port that is not the scheme's own.</summary>
    public static bool IsHost(string text) =>
        TryRead($"http://{text}", out var http) && text.Equals(http.Authority, StringComparison.OrdinalIgnoreCase)
        && TryRead($"https://{text}", out var https) && text.Equals(https.Authority, StringComparison.OrdinalIgnoreCase);
}
