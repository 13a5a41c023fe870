using System.Collections.Frozen;

namespace PolicyProxy.Gateway.Dashboard;

/// <summary>The page and its files, which are part of the assembly. They tell nothing of the gateway: that is asked for with the key.</summary>
internal static class DashboardPage
{
    private const string Prefix = "dashboard/";

    // Nothing from elsewhere, nothing inline, no markup made of text.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly FrozenDictionary<string, byte[]> Files = typeof(DashboardPage).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], Read);

    /// <summary>Maps <c>/</c> and what it loads, for anybody who reaches the listener.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", context => WriteAsync(context, "index.html")).AllowAnonymous();
        app.MapGet("/dashboard/{file}", context => WriteAsync(context, (string)context.GetRouteValue("file")!)).AllowAnonymous();
    }

    private static async Task WriteAsync(HttpContext context, string name)
    {
        if (!Files.TryGetValue(name, out var content))
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

    private static byte[] Read(string name)
    {
        using var resource = typeof(DashboardPage).Assembly.GetManifestResourceStream(name)!;
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
        var other => throw new InvalidOperationException($"The dashboard has no content type for {other}."),
    };
}
