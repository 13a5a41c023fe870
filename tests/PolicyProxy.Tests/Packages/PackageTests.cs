using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Packages;

/// <summary>Hosts from outside, built from the packed packages and run as processes, do what the gateway does.</summary>
public sealed class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>, IAsyncLifetime
{
    private const string Secret = "sample-app-secret-0123456789abcdef";

    private static readonly MarkdownFile Readme = new(RepositoryFile.Read("src", "PACKAGE.md"));

    private static readonly HttpClient Client = new();

    private Upstream _platform = null!;
    private Upstream _helpdesk = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async Task InitializeAsync() => (_platform, _helpdesk) = (await Upstream.StartAsync(), await Upstream.StartAsync());

    [Fact]
    public void Each_package_has_its_documentation_a_readme_a_licence_and_symbols()
    {
        string[] ids = ["PolicyProxy.Core", "PolicyProxy.Stores", "PolicyProxy.Yarp"];
        feed.Packages.Select(Path.GetFileName).ShouldBe(ids.SelectMany(id => new[] { $"{id}.1.0.0.nupkg", $"{id}.1.0.0.snupkg" }), ignoreOrder: true);
        foreach (var file in feed.Packages.Where(file => file.EndsWith(".nupkg", StringComparison.Ordinal)))
        {
            using var package = ZipFile.OpenRead(file);
            var id = ids.Single(id => Path.GetFileName(file).StartsWith(id, StringComparison.Ordinal));
            var names = package.Entries.Select(entry => entry.FullName).ToList();
            foreach (var name in new[] { $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", "README.md" }) names.ShouldContain(name);

            var metadata = XDocument.Load(package.GetEntry($"{id}.nuspec")!.Open()).Root!.Elements().Single();
            metadata.Elements().Single(element => element.Name.LocalName == "license").Value.ShouldBe("MIT");
            metadata.Descendants().Where(element => element.Attribute("id")?.Value.StartsWith("PolicyProxy", StringComparison.Ordinal) == true)
                .ShouldAllBe(own => own.Attribute("version")!.Value == "[1.0.0]");
        }
    }

    [Fact]
    public async Task A_host_captures_webhooks_and_judges_sends_wherever_its_feed_gets_hashing_from()
    {
        var directory = await feed.BuildAsync("PolicyProxy.SampleHost");
        await using (var host = await RunAsync(directory, "PolicyProxy.SampleHost.dll", "graph")) await ShouldJudgeAsync(host);
        File.Exists(Path.Combine(directory, "data", "windows.db")).ShouldBeTrue();

        var (_, exitCode, output) = await feed.BuildWithoutHashingAsync("PolicyProxy.SampleHost", "");
        exitCode.ShouldNotBe(0);
        output.ShouldContain("NU1101: Unable to find package System.IO.Hashing.");

        (directory, exitCode, output) = await feed.BuildWithoutHashingAsync("PolicyProxy.SampleHost", Readme.Blocks("xml")[1]);
        exitCode.ShouldBe(0, output);
        await using (var host = await RunAsync(directory, "PolicyProxy.SampleHost.dll", "graph")) await ShouldJudgeAsync(host);
    }

    [Fact]
    public async Task A_host_has_a_store_and_a_platform_of_its_own_beside_the_built_in_ones()
    {
        var directory = await feed.BuildAsync("PolicyProxy.ExtendedHost");
        await using var host = await RunAsync(directory, "PolicyProxy.ExtendedHost.dll", "platforms");
        (await PostAsync(host, "/v1/letters", """{"to":"@Ada","text":"Hello"}""")).ShouldBe((422, "refused", "no-client-contact"));
        (await WebhookAsync(host, $$"""{"letters":[{"from":"@ada","at":"{{Now:o}}"},{"from":"@bob","at":"{{Now.AddHours(-3):o}}"}]}""")).Status.ShouldBe(200);

        (await PostAsync(host, "/v1/letters", """{"to":"@Ada","text":"Hello"}""")).ShouldBe((200, "allowed", "window-open"));
        (await PostAsync(host, "/v1/letters", """{"to":"@bob","text":"Hello"}""")).ShouldBe((422, "refused", "window-closed"));
        (await PostAsync(host, "/v1/letters", """{"to":"bob","text":"Hello"}""")).ShouldBe((400, "refused", "not-understood"));
        (await PostAsync(host, Conversation.Messenger.Path, Conversation.Messenger.Text)).ShouldBe((400, "refused", "no-client-contact"));
        _platform.Single.Target.ShouldBe("/v1/letters");

        var problem = await AskAsync(host, "/v1/letters", """{"to":"@bob","text":"Hello"}""");
        problem.Header("Content-Type").ShouldBe("application/problem+json");
        problem.Json.GetProperty("type").GetString().ShouldBe("reply-window-closed");
        problem.Json.GetProperty("title").GetString().ShouldStartWith("The client last wrote 3 hours ago; Courier lets a company answer only within 2 hours");
    }

    [Fact]
    public void What_the_readme_shows_is_what_is_tried()
    {
        Readme.Languages.ShouldBe(["xml", "csharp", "json"]);
        RepositoryFile.Read("tests", "PolicyProxy.SampleHost", "PolicyProxy.SampleHost.csproj").ShouldContain(Indented(Readme.Blocks("xml")[0]));
        Readme.Blocks("csharp")[0].ShouldBe(RepositoryFile.Read("tests", "PolicyProxy.SampleHost", "Program.cs"));
        Readme.Blocks("json").ShouldHaveSingleItem().ShouldBe(RepositoryFile.Read("tests", "PolicyProxy.SampleHost", "appsettings.json"));
        RepositoryFile.Read("tests", "PolicyProxy.ExtendedHost", "Program.cs").ShouldContain(Readme.Blocks("csharp")[1]);
    }

    [Fact]
    public void The_readme_s_keys_have_the_defaults_that_the_gateway_s_have()
    {
        var gateway = new MarkdownFile(RepositoryFile.Read("README.md")).Rows("key", "default", "meaning").ToDictionary(row => row[0], row => row[1]);
        var rows = Readme.Rows("key of a channel", "default", "meaning");
        rows.ShouldNotBeEmpty();
        foreach (var row in rows)
        {
            foreach (var key in row[0].Split(", ")) gateway[$"Messaging.Channels.NAME.{key}"].ShouldBe(row[1]);
        }
    }

    public async Task DisposeAsync()
    {
        await _platform.DisposeAsync();
        await _helpdesk.DisposeAsync();
    }

    private static string Indented(string block) => string.Concat(block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"    {line}\n"));

    private static async Task ShouldJudgeAsync(GatewayProcess host)
    {
        var (written, silent) = (Conversation.Messenger, Conversation.Messenger with { Contact = "25381719828140933" });
        (await AskAsync(host, "/webhooks/meta", written.Webhook(Now))).Status.ShouldBe(401);
        (await WebhookAsync(host, written.Webhook(Now))).Status.ShouldBe(200);
        (await PostAsync(host, $"/graph{written.Path}", written.Text)).ShouldBe((200, "allowed", "window-open"));
        (await PostAsync(host, $"/graph{silent.Path}", silent.Text)).ShouldBe((400, "refused", "no-client-contact"));
    }

    private async Task<GatewayProcess> RunAsync(string directory, string assembly, string cluster)
    {
        await File.WriteAllTextAsync(Path.Combine(directory, "app-secret"), Secret);
        return await GatewayProcess.RunHostAsync(
            Path.Combine(directory, "built", assembly), directory, $"--ReverseProxy:Clusters:{cluster}:Destinations:1:Address={_platform.Address}", $"--ReverseProxy:Clusters:helpdesk:Destinations:1:Address={_helpdesk.Address}");
    }

    private static Task<Answer> WebhookAsync(GatewayProcess host, string body) =>
        AskAsync(host, "/webhooks/meta", body, ("X-Hub-Signature-256", RunningGateway.Sign(Encoding.UTF8.GetBytes(body), Secret)));

    private static async Task<(int Status, string? Verdict, string? Reason)> PostAsync(GatewayProcess host, string path, string body)
    {
        var answer = await AskAsync(host, path, body);
        return (answer.Status, answer.Verdict, answer.Reason);
    }

    private static async Task<Answer> AskAsync(GatewayProcess host, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, host.Address + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await Client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
