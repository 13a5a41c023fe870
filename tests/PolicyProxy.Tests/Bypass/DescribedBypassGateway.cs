using System.Globalization;
using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Bypass;

/// <summary>
/// The built gateway as a process with shipped descriptions of platforms and one of the tests' own, one on each host name, before a platform that keeps every
/// byte. Some clients wrote just now, one more than a day ago. Templates may be sent at any time.
/// </summary>
public sealed class DescribedBypassGateway : IAsyncLifetime, IDisposable
{
    private const string Account = "14155238886";
    private const string Open = "15005550002";
    private const string OpenToo = "15005550003";
    private const string Closed = "15005550001";

    private static readonly string[] Channels = ["twilio", "vonage", "courier", "infobip"];

    private readonly TestDirectory _directory = new();
    private GatewayProcess _process = null!;

    /// <summary>What the placeholders of a case stand for while the one that is written to is closed.</summary>
    internal static IReadOnlyDictionary<string, string> AllClosed { get; } = Placeholders(Closed);

    /// <summary>What they stand for when everybody may be written to.</summary>
    internal static IReadOnlyDictionary<string, string> AllOpen { get; } = Placeholders(OpenToo);

    internal RecordingPlatform Platform { get; } = new();

    public async Task InitializeAsync()
    {
        var settings = new GatewaySettings()
            .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", Platform.Address)
            .Set("Messaging:Store:ConnectionString", $"Data Source={_directory.File("windows.db")}")
            .SetJson("Messaging:Channels:twilio", """{ "Platform": "Twilio", "AppSecrets": ["s"], "PublicUrl": "https://chat.example.com", "AllowedOutsideWindow": ["Template"] }""")
            .SetJson("Messaging:Channels:courier", """{ "Platform": "Courier", "AppSecrets": ["s"], "AllowedOutsideWindow": ["Template"] }""")
            .SetJson("Messaging:Channels:infobip", """{ "Platform": "Infobip", "AppSecrets": ["s"], "AllowedOutsideWindow": ["Template"] }""")
            .SetJson("Messaging:Channels:vonage", """{ "Platform": "Vonage", "AppSecrets": ["s"], "AllowedOutsideWindow": ["Template"] }""");
        Directory.CreateDirectory(_directory.File("platforms"));
        foreach (var channel in Channels)
        {
            var file = channel == "courier" ? RepositoryFile.Path("tests", "PolicyProxy.Tests", "Bypass", "courier.json") : RepositoryFile.Path("config", "platforms", $"{channel}.json");
            File.Copy(file, _directory.File($"platforms/{channel}.json"));
            settings.SetJson($"ReverseProxy:Routes:{channel}", $$"""
                { "ClusterId": "graph", "Order": 0, "Match": { "Hosts": ["{{channel}}"], "Path": "/{**path}" }, "Metadata": { "Messaging.Send": "{{channel}}" } }
                """);
        }

        await File.WriteAllTextAsync(_directory.File("policyproxy.json"), settings.ToJson());
        _process = await GatewayProcess.RunAsync(_directory.Path, ["--config", _directory.File("policyproxy.json")]);

        var now = TimeProvider.System.GetUtcNow();
        foreach (var channel in Channels)
        {
            foreach (var contact in (string[])[Open, OpenToo]) await SeedAsync(channel, contact, now);
            await SeedAsync(channel, Closed, now - TimeSpan.FromHours(25));
        }
    }

    public async Task DisposeAsync()
    {
        await _process.DisposeAsync();
        await Platform.DisposeAsync();
    }

    public void Dispose() => _directory.Dispose();

    internal Task<Answer?> AskAsync(byte[] request) => RawExchange.AskAsync(_process.Address, request);

    private async Task SeedAsync(string channel, string contact, DateTimeOffset time)
    {
        var account = channel == "twilio" ? $"whatsapp%3A{Account}" : Account;
        var prefix = channel is "courier" or "infobip" ? "" : "whatsapp%3A";
        var body = string.Create(CultureInfo.InvariantCulture, $$"""{"lastContact":"{{time:O}}"}""");
        var answer = await RawExchange.AskAsync(_process.AdminAddress, Encoding.ASCII.GetBytes(
            $"PUT /windows/{channel}/{prefix}{contact}?account={account} HTTP/1.1\r\nHost: {new Uri(_process.AdminAddress).Authority}\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        answer.ShouldNotBeNull().Status.ShouldBe(204, answer.Text);
    }

    private static Dictionary<string, string> Placeholders(string contact) => new() { ["CLOSED"] = contact, ["OPEN"] = Open, ["ME"] = Account };
}
