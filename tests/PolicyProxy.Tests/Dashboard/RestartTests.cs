using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PolicyProxy.Tests.Dashboard;

/// <summary>A page that stays open sees the gateway go and come.</summary>
[Collection(SharedBrowserTests.Name)]
public sealed class RestartTests(SharedBrowser browser) : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public async Task A_page_says_when_the_gateway_is_away_and_goes_on_when_it_is_back()
    {
        var admin = $"http://127.0.0.1:{Ports.Take()}";
        File.WriteAllText(_directory.File("gateway.json"), new GatewaySettings().Set("Admin:Url", admin).ToJson());
        await using var first = await RunAsync();
        await using var tab = await DashboardTab.OpenAsync(browser.Browser, admin);
        await Expect(tab["connection"]).ToHaveTextAsync("Connected");
        await first.KillAsync();
        await Expect(tab["connection"]).ToHaveTextAsync("Not connected: The gateway does not answer. Trying again every 2 seconds.");
        await Expect(tab["board"]).ToBeVisibleAsync();

        await using var second = await RunAsync();
        await Expect(tab["connection"]).ToHaveTextAsync("Connected");
        using var client = new GatewayClient();
        await client.SendAsync(second, Conversation.WhatsApp);
        await Expect(tab["refusals"]).ToContainTextAsync("Client never wrote");
        tab.Requests.Count(request => new Uri(request).AbsolutePath == "/").ShouldBe(1);
    }

    private Task<GatewayProcess> RunAsync() => GatewayProcess.RunAsync(_directory.Path, ["--config", _directory.File("gateway.json")]);
}
