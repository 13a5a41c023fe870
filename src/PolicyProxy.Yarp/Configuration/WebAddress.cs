using System.Diagnostics.CodeAnalysis;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>An address that the gateway posts to.</summary>
internal static class WebAddress
{
    /// <summary>Reads an absolute http or https address without a user name.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0;
}
