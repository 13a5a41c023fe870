using System.Text.Json;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>One send as a platform's documentation writes it, and what is read in it: a line of <c>sends.json</c>.</summary>
/// <param name="File">The file in <c>Sends</c>: JSON, or a form as <c>.txt</c>.</param>
/// <param name="Documentation">The platform's page on it.</param>
/// <param name="Path">The path that it is posted to.</param>
/// <param name="Reads">What is read in it, in the words of <see cref="DescribedPlatform.Send"/>.</param>
/// <param name="Note">What is special about it.</param>
internal sealed record SendFixture(string File, string Documentation, string Path, string Reads, string? Note = null)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>The body.</summary>
    public string Text { get; private init; } = "";

    public string ContentType => File.EndsWith(".txt", StringComparison.Ordinal) ? "application/x-www-form-urlencoded" : "application/json";

    /// <summary>Those of a platform; the first is a text to the client.</summary>
    public static IReadOnlyList<SendFixture> All(string platform) =>
        [.. JsonSerializer.Deserialize<SendFixture[]>(System.IO.File.ReadAllText(System.IO.Path.Combine(Folder(platform), "sends.json")), Web)!
            .Select(send => send with { Text = System.IO.File.ReadAllText(System.IO.Path.Combine(Folder(platform), "Sends", send.File)) })];

    /// <summary>The files that there are, in the manifest or not.</summary>
    public static IEnumerable<string?> FilesOf(string platform) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Folder(platform), "Sends")).Select(System.IO.Path.GetFileName);

    private static string Folder(string platform) => System.IO.Path.Combine(AppContext.BaseDirectory, "Platforms", platform);
}
