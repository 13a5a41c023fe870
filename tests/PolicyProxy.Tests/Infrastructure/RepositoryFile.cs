using System.Text.Json;
using System.Text.Json.Nodes;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A file of the repository that these tests are built from.</summary>
internal static class RepositoryFile
{
    private static readonly string Root = Find(new(AppContext.BaseDirectory));

    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static string Path(params string[] names) => System.IO.Path.Combine([Root, .. names]);

    public static string Read(params string[] names) => File.ReadAllText(Path(names));

    /// <summary>A file of JSON, which may have comments and trailing commas.</summary>
    public static JsonObject ReadJson(params string[] names) => ParseJson(Read(names));

    /// <summary>JSON that may have comments and trailing commas.</summary>
    public static JsonObject ParseJson(string json) => JsonNode.Parse(json, documentOptions: Relaxed)!.AsObject();

    private static string Find(DirectoryInfo directory) =>
        File.Exists(System.IO.Path.Combine(directory.FullName, "PolicyProxy.sln"))
            ? directory.FullName
            : Find(directory.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository."));
}
