namespace PolicyProxy.Gateway.Commands;

/// <summary>Addresses as they may be printed.</summary>
internal static class ShownAddress
{
    /// <summary>Scheme, host, port and path: names and passwords before the host stay out, and a query, which can hold a key.</summary>
    public static string Of(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        : address;
}
