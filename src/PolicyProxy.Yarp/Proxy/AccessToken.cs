using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Tells access tokens apart, for sends that name their account in no other way (<c>/me/messages</c>), and keeps none.</summary>
internal static class AccessToken
{
    private const string QueryName = "access_token";

    /// <summary>A mark of the request's access token, which another run of the process makes anew; null when neither its headers nor its query have one.</summary>
    public static string? Mark(HttpRequest request)
    {
        if (request.Headers.Authorization is { Count: > 0 } authorization) return Mark(authorization.ToString());
        foreach (var parameter in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (parameter.DecodeName().Span.SequenceEqual(QueryName)) return Mark(parameter.EncodedValue.Span);
        }

        return null;
    }

    // Seeded at random at the start, so that nobody finds the token by it.
    private static string Mark(ReadOnlySpan<char> token) => $"token {string.GetHashCode(token)}";
}
