using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;

namespace PolicyProxy.Gateway.Admin;

/// <summary>The key that whoever asks has to show, except where anybody may ask.</summary>
/// <param name="key">The key.</param>
internal sealed class ApiKey(string key)
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash = Hash(key);

    /// <summary>Lets a request pass that shows the key, or that is for an endpoint open to anybody.</summary>
    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null || IsShown(context.Request)) return next(context);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return AdminAnswers.RefuseAsync(context, StatusCodes.Status401Unauthorized, "The header Authorization: Bearer KEY is missing, or its KEY is not the one of Admin.ApiKey.");
    }

    private bool IsShown(HttpRequest request) =>
        request.Headers.Authorization is [{ } shown]
        && shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(shown[Scheme.Length..].Trim()), _hash);

    // Of one length, whatever is shown: how long a comparison takes says nothing of the key.
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
