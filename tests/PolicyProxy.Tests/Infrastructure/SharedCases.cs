using System.Text;
using System.Text.Json;
using Xunit;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>Requests to attack the gateway with, kept beside the repository in <c>shared/cases</c>, where it is there at all.</summary>
internal static class SharedCases
{
    private static readonly string Directory = RepositoryFile.Path("..", "shared", "cases");

    /// <summary>The requests of a file, each as the bytes to write, with what its placeholders stand for filled in.</summary>
    public static IReadOnlyList<(string Id, byte[] Bytes)> Requests(string file, IReadOnlyDictionary<string, string> placeholders)
    {
        var path = Path.Combine(Directory, file);
        Skip.IfNot(File.Exists(path), "shared/cases is not there beside the repository");
        return [.. File.ReadLines(path).Select(line => Read(JsonDocument.Parse(line).RootElement, placeholders))];
    }

    /// <summary>The files of a folder whose names begin in a certain way.</summary>
    public static IReadOnlyList<(string Id, byte[] Bytes)> Files(string folder, string prefix)
    {
        var path = Path.Combine(Directory, folder);
        Skip.IfNot(System.IO.Directory.Exists(path), "shared/cases is not there beside the repository");
        return [.. System.IO.Directory.GetFiles(path, $"{prefix}*").Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
    }

    private static (string Id, byte[] Bytes) Read(JsonElement request, IReadOnlyDictionary<string, string> placeholders)
    {
        var head = Fill(request.GetProperty("raw").GetString()!, placeholders);
        var body = request.GetProperty("body_b64").GetBytesFromBase64();
        if (request.GetProperty("subst_in_body").GetBoolean()) body = Encoding.Latin1.GetBytes(Fill(Encoding.Latin1.GetString(body), placeholders));
        if (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal)) head += body.Length > 0 ? $"Content-Length: {body.Length}\r\n\r\n" : "\r\n";
        return (request.GetProperty("id").GetString()!, [.. Encoding.Latin1.GetBytes(head), .. body]);
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string> placeholders) =>
        placeholders.Aggregate(text, (filled, one) => filled.Replace($"@{one.Key}@", one.Value, StringComparison.Ordinal));
}
