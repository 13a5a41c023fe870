using Microsoft.Playwright;
using PolicyProxy.Tests.Infrastructure;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PolicyProxy.Tests.Playground;

/// <summary>A test of the page of a playground of its own, in a real browser.</summary>
/// <param name="browser">The browser.</param>
[Collection(PlaygroundBrowserTests.Name)]
public abstract class PlaygroundTest(SharedBrowser browser) : IAsyncLifetime
{
    private protected RunningPlayground Playground { get; private set; } = null!;

    public async Task InitializeAsync() => Playground = await RunningPlayground.StartAsync();

    public async Task DisposeAsync() => await Playground.DisposeAsync();

    private protected async Task<DashboardTab> OpenAsync(string channel = "whatsapp", BrowserNewContextOptions? options = null)
    {
        var tab = await DashboardTab.OpenAsync(browser.Browser, $"{Playground.Address}/", options);
        await tab.ShowsBoardAsync();
        await tab["channel"].SelectOptionAsync(channel);
        return tab;
    }

    /// <summary>Writes on the client's phone.</summary>
    private protected static Task ClientWritesAsync(DashboardTab tab, string text) => WriteAsync(tab, "client-text", text);

    /// <summary>Writes on the client's phone, and waits until the agent has it.</summary>
    private protected static async Task ClientWroteAsync(DashboardTab tab, string text)
    {
        await ClientWritesAsync(tab, text);
        await Expect(tab["desk"]).ToContainTextAsync(text);
    }

    /// <summary>Writes at the agent's desk, and waits until this has become of it.</summary>
    private protected static async Task AgentWritesAsync(DashboardTab tab, string text, string outcome)
    {
        await WriteAsync(tab, "agent-text", text);
        await Expect(Message(tab, "desk", text).Locator(".note")).ToContainTextAsync(outcome);
    }

    private protected static async Task MoveClockAsync(DashboardTab tab, int hours)
    {
        await tab["hours"].FillAsync($"{hours}");
        await tab["hours"].PressAsync("Enter");
        await Expect(tab["window-state"]).ToContainTextAsync("closed");
    }

    /// <summary>The message with this text on one side.</summary>
    private protected static ILocator Message(DashboardTab tab, string side, string text) => tab[side].Locator("li", new() { HasText = text });

    private static async Task WriteAsync(DashboardTab tab, string field, string text)
    {
        await tab[field].FillAsync(text);
        await tab[field].PressAsync("Enter");
    }
}
