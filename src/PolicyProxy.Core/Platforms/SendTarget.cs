namespace PolicyProxy.Platforms;

/// <summary>What a request's method, path and query say about sends.</summary>
public sealed record SendTarget
{
    private SendTarget()
    {
    }

    /// <summary>The request cannot hold a send.</summary>
    public static SendTarget None { get; } = new();

    /// <summary>Whether the body has to be read to know.</summary>
    public bool MayHoldSend { get; private init; }

    /// <summary>Why the target cannot be read exactly one way; null when it can.</summary>
    public string? Problem { get; private init; }

    /// <summary>The path to forward: one slash between segments, none at the end, the API's own words in lower case.</summary>
    public string CanonicalPath { get; private init; } = "";

    /// <summary>The account that path or route name; null for none.</summary>
    public string? Account { get; private init; }

    /// <summary>The API's own word for the kind of target, for example <c>messages</c>.</summary>
    public string Edge { get; private init; } = "";

    /// <summary>A target that can hold sends.</summary>
    public static SendTarget At(string edge, string canonicalPath, string? account) =>
        new() { MayHoldSend = true, Edge = edge, CanonicalPath = canonicalPath, Account = account };

    /// <summary>A target that is a send only under a stranger reading.</summary>
    public static SendTarget NotUnderstood(string problem) => new() { Problem = problem };
}
