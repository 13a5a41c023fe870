using System.Net;
using System.Net.Sockets;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Playground;

/// <summary>The playground as a process: it says what makes no sense, is not configured by its surroundings, and leaves nothing behind.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_everything(string signal)
    {
        await using var playground = GatewayProcess.StartPlayground(_directory.Path, []);
        await playground.WaitForLineAsync("Ctrl+C");
        Children().Count.ShouldBe(RedisServer.IsInstalled ? 1 : 0);
        playground.Signal(signal);

        (await playground.WaitForExitAsync()).ShouldBe(0);
        playground.Errors.ShouldBeEmpty();
        Children().ShouldBeEmpty();
        Directory.GetFileSystemEntries(_directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Redis_ends_also_when_the_playground_is_killed()
    {
        await using var playground = GatewayProcess.StartPlayground(_directory.Path, []);
        await playground.WaitForLineAsync("Ctrl+C");
        await playground.KillAsync();

        await Eventually.HoldsAsync(() => Children().Count == 0);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_and_nothing_is_left()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var playground = GatewayProcess.StartPlayground(_directory.Path, ["--port", $"{port}"]);

        (await playground.WaitForExitAsync()).ShouldBe(1);
        playground.Errors.ShouldHaveSingleItem().ShouldStartWith($"--port: {port} cannot be had");
        Children().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--port", "0")]
    [InlineData("--port", "65536")]
    [InlineData("--port", "page")]
    [InlineData("--stories", "")]
    public async Task What_makes_no_sense_is_said(string option, string value)
    {
        await using var playground = GatewayProcess.StartPlayground(_directory.Path, value.Length == 0 ? [option] : [option, value]);

        (await playground.WaitForExitAsync()).ShouldBe(1);
        playground.Errors.ShouldContain(line => line.Contains(option));
    }

    [Fact]
    public async Task The_page_has_the_port_that_is_asked_for_and_the_surroundings_configure_nothing()
    {
        var port = Ports.Take();
        await using var playground = GatewayProcess.StartPlayground(
            _directory.Path, ["--port", $"{port}"], ("Messaging__Channels__whatsapp__AppSecrets__0", "another-secret"), ("Admin__Url", "http://127.0.0.1:1"));
        await playground.WaitForLineAsync($"The playground is at http://127.0.0.1:{port}/");

        using var client = new HttpClient();
        (await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/state?channel=whatsapp"))).ShouldContain("\"status\":\"ready\"");
        (await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"))).ShouldContain("PolicyProxy playground");
        playground.Terminate();
        (await playground.WaitForExitAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("client", """{"channel":"telegram","text":"Hello"}""", "channel: is not right; whatsapp or messenger or instagram belongs here.")]
    [InlineData("client", """{"channel":"whatsapp","text":null}""", "text: is not right; 1 to 500 characters belong here.")]
    [InlineData("agent", """{"channel":"whatsapp","text":"Hello","kind":"HumanAgent"}""", "kind: WhatsApp has no HumanAgent.")]
    [InlineData("clock", """{"hours":-1}""", "hours: is not right; a number above 0 and up to 168 belongs here.")]
    public async Task What_the_page_is_asked_in_vain_is_said(string path, string asked, string answer)
    {
        await using var playground = await RunningPlayground.StartAsync();
        using var client = new HttpClient();
        using var content = new StringContent(asked, null, "application/json");
        using var response = await client.PostAsync(new Uri($"{playground.Address}/{path}"), content);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldBe($$"""{"error":"{{answer}}"}""");
    }

    // The servers that run in the playground's folder.
    private List<string> Children() =>
        [.. Directory.GetDirectories("/proc").Where(process => WorkingDirectory(process).StartsWith($"{_directory.Path}/", StringComparison.Ordinal))];

    private static string WorkingDirectory(string process)
    {
        try
        {
            return new FileInfo($"{process}/cwd").LinkTarget ?? "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No process, or gone in between.
            return "";
        }
    }
}
