namespace PolicyProxy.Platforms;

/// <summary>The head of a request to a messaging API, as it came over the wire.</summary>
public readonly record struct ApiRequest()
{
    /// <summary>The verb, in the letters it came in.</summary>
    public required string Method { get; init; }

    /// <summary>The path as written, nothing decoded, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>What the route has before the API's own paths, for example <c>/graph</c>; empty when nothing.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>The query as written, without its question mark; empty without one.</summary>
    public required string Query { get; init; }

    /// <summary>The account that the route fixes (<c>Messaging.Account</c>); null when the path names it.</summary>
    public string? FixedAccount { get; init; }

    /// <summary>Whether a body follows.</summary>
    public bool HasBody { get; init; }

    /// <summary>The <c>Content-Type</c>, which is not trusted: the body decides. Its charset counts.</summary>
    public string? ContentType { get; init; }

    /// <summary>The <c>Content-Encoding</c>; null without one.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The headers, one for each line, for an API that <see cref="IMessagingApi.ReadsHeaders"/>; none for others.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
