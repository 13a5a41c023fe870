using System.Collections.Frozen;
using System.Net.Http.Headers;

namespace PolicyProxy.Platforms.Requests;

/// <summary>What a <c>Content-Type</c> says of a body. It is not trusted, but another server could trust it.</summary>
internal readonly record struct BodyLabel
{
    /// <summary>Whether it says JSON: only then nobody would take the body for a form.</summary>
    public bool IsJson { get; private init; }

    /// <summary>Whether it says XML.</summary>
    public bool IsXml { get; private init; }

    /// <summary>The boundary of a multipart body; null for any other.</summary>
    public string? Boundary { get; private init; }

    // What nearly every request says.
    private static readonly FrozenDictionary<string, BodyLabel> WellKnown = new Dictionary<string, BodyLabel>
    {
        ["application/json"] = new() { IsJson = true },
        ["application/json; charset=utf-8"] = new() { IsJson = true },
        ["application/x-www-form-urlencoded"] = default,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a content type.</summary>
    /// <param name="contentType">The header's value; null without one.</param>
    /// <param name="label">What it says.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(string? contentType, out BodyLabel label)
    {
        label = default;
        if (string.IsNullOrWhiteSpace(contentType) || WellKnown.TryGetValue(contentType, out label)) return null;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
        {
            // An odd label is no label, unless it could be one that changes how the body is read.
            return contentType.Contains("charset", StringComparison.OrdinalIgnoreCase) || contentType.Contains("multipart", StringComparison.OrdinalIgnoreCase)
                ? "the Content-Type cannot be read"
                : null;
        }

        if (type.Parameters.GroupBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase).Any(group => group.Count() > 1))
            return "the Content-Type has a parameter twice";

        // The policy reads ASCII only, which these have in common; what a UTF-16 reader would find is another text.
        if (type.CharSet?.Trim('"').ToLowerInvariant() is { } charset && charset is not ("utf-8" or "utf8" or "us-ascii" or "iso-8859-1" or "latin1" or "windows-1252"))
            return "the body's charset is not UTF-8";

        var isMultipart = type.MediaType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        var boundary = type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"');
        if (isMultipart && (boundary is not { Length: > 0 and <= 70 } || boundary.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0))
            return "the multipart body has no boundary";

        label = new()
        {
            IsJson = type.MediaType!.EndsWith("json", StringComparison.OrdinalIgnoreCase),
            IsXml = type.MediaType.EndsWith("xml", StringComparison.OrdinalIgnoreCase),
            Boundary = isMultipart ? boundary : null,
        };
        return null;
    }
}
