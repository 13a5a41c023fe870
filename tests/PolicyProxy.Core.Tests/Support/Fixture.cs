using System.Globalization;
using System.Text;
using System.Text.Json;
using PolicyProxy.Policy;

namespace PolicyProxy.Core.Tests.Support;

/// <summary>One webhook body as a platform writes it, and the windows it opens: a line of <c>fixtures.json</c>.</summary>
/// <param name="File">The file in <c>Fixtures</c>.</param>
/// <param name="Documentation">The platform's page on it.</param>
/// <param name="Opens">The client's actions in it, in order; none when it opens no window.</param>
/// <param name="Note">What is special about it.</param>
internal sealed record Fixture(string File, string Documentation, IReadOnlyList<Opening> Opens, string? Note = null)
{
    private static readonly DateTimeOffset Written = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Where clients' acts in it, in order, cannot be read.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];

    private string Folder { get; init; } = "";

    public byte[] ReadBody() => System.IO.File.ReadAllBytes(Path.Combine(Folder, File));

    /// <summary>The body as if the client, who acts at 8:00 on 2026-11-22 in the fixtures, had acted at another time.</summary>
    public string At(DateTimeOffset time) => Encoding.UTF8.GetString(ReadBody())
        .Replace(Text(Written.ToUnixTimeMilliseconds()), Text(time.ToUnixTimeMilliseconds()), StringComparison.Ordinal)
        .Replace(Text(Written.ToUnixTimeSeconds()), Text(time.ToUnixTimeSeconds()), StringComparison.Ordinal)
        .Replace("2026-11-22T08:00:00Z", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public static IReadOnlyList<Fixture> All(string platform)
    {
        var manifest = Path.Combine(PlatformFolder(platform), "fixtures.json");
        return [.. JsonSerializer.Deserialize<Fixture[]>(System.IO.File.ReadAllText(manifest), Web)!
            .Select(fixture => fixture with { Folder = Path.Combine(PlatformFolder(platform), "Fixtures") })];
    }

    public static Fixture Named(string platform, string file) => All(platform).Single(fixture => fixture.File == file);

    public static IEnumerable<string> FilesOf(string platform) =>
        Directory.EnumerateFiles(Path.Combine(PlatformFolder(platform), "Fixtures")).Select(path => Path.GetFileName(path));

    private static string Text(long time) => time.ToString(CultureInfo.InvariantCulture);

    private static string PlatformFolder(string platform) => Path.Combine(AppContext.BaseDirectory, "Platforms", platform);
}

/// <summary>One window-opening action that is expected to be found.</summary>
/// <param name="Account">The business side; null when the webhook does not say.</param>
/// <param name="Contacts">The client's ids, in any order.</param>
/// <param name="Time">When the client acted.</param>
/// <param name="Platform">The platform, where it is not the folder's.</param>
internal sealed record Opening(string? Account, IReadOnlyList<string> Contacts, DateTimeOffset Time, string? Platform = null)
{
    public string InWords(string platform) => InWords(Platform ?? platform, Account, Contacts, Time);

    public static string InWords(ClientContact contact) => InWords(contact.Platform, contact.Account, contact.Contacts, contact.Time);

    private static string InWords(string platform, string? account, IEnumerable<string> contacts, DateTimeOffset time) =>
        $"{platform} {account ?? "(none)"}: {string.Join(' ', contacts.Order(StringComparer.Ordinal))} at {time:O}";
}
