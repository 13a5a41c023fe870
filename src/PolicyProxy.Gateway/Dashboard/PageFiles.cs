using System.Collections.Frozen;
using System.Reflection;

namespace PolicyProxy.Gateway.Dashboard;

/// <summary>The files of a page, which are part of an assembly.</summary>
internal sealed class PageFiles
{
    // Nothing from elsewhere, nothing inline, no markup made of text.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private readonly FrozenDictionary<string, byte[]> _files;

    /// <summary>Reads them.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="prefix">What the names of its resources begin with.</param>
    public PageFiles(Assembly assembly, string prefix) => _files = assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[prefix.Length..], name => Read(assembly, name));

    /// <summary>Answers with a file; with 404 where there is none of this name.</summary>
    public async Task WriteAsync(HttpContext context, string name)
    {
        if (!_files.TryGetValue(name, out var content))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var headers = context.Response.Headers;
        headers.ContentType = ContentType(name);
        headers.ContentLength = content.Length;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var resource = assembly.GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return content.ToArray();
    }

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"A page has no content type for {other}."),
    };
}
