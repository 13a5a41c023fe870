using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PolicyProxy.Tests.Playground;

/// <summary>The page can be read by everybody, light and dark, on small screens and without a mouse.</summary>
public sealed class AppearanceTests(SharedBrowser browser) : PlaygroundTest(browser)
{
    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_wrong(ColorScheme scheme)
    {
        // The page's own policy would keep axe out, too.
        await using var tab = await OpenFullAsync(new() { ColorScheme = scheme, BypassCSP = true });

        (await tab.Page.RunAxe()).Violations
            .Select(violation => $"{violation.Id}: {violation.Help} {string.Join(' ', violation.Nodes.Select(node => node.Html))}").ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Nothing_is_cut_off_on_a_narrow_screen()
    {
        await using var tab = await OpenFullAsync(new() { ViewportSize = new() { Width = 320, Height = 640 } });

        (await tab.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(320);
    }

    [SkippableFact]
    public async Task Everything_can_be_done_by_keys_alone()
    {
        await using var tab = await OpenAsync();
        await tab.Page.EvaluateAsync("() => document.activeElement.blur()");
        var stops = new List<string>();
        for (var i = 0; i < 16; i++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
            stops.Add(await tab.Page.EvaluateAsync<string>("() => document.activeElement.id || document.activeElement.textContent.trim()"));
            if (stops[^1] == "client-text") await tab.Page.Keyboard.PressAsync("Enter");
        }

        stops.ShouldBe(
        [
            "Skip to the content", "dashboard", "appearance", "channel", "policy", "hours", "Move the clock ahead", "toggle-store", "toggle-helpdesk",
            "phone-log", "client-text", "Send as the client", "desk-log", "agent-text", "kind", "Send as the agent",
        ]);
        await Expect(tab["desk"].Locator("li")).ToHaveCountAsync(1);
    }

    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_picture_of_the_page_is_small_enough_for_the_documentation(ColorScheme scheme)
    {
        // Where it is kept; tests/screenshots.sh sets it.
        using var directory = new TestDirectory();
        var folder = Environment.GetEnvironmentVariable("POLICYPROXY_SCREENSHOTS") is { Length: > 0 } given ? given : directory.Path;
        await using var tab = await OpenFullAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = 1100, Height = 1180 }, TimezoneId = "UTC" });
        await tab.Page.EvaluateAsync("() => { document.activeElement.blur(); const log = document.getElementById('desk-log'); log.scrollTop = log.querySelector('li:last-child').offsetTop - log.offsetTop; }");
        var picture = await tab.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"playground-{scheme.ToString().ToLowerInvariant()}.png") });

        picture.Length.ShouldBeInRange(10_000, 200_000);
        tab.ShouldBeQuiet(Playground.Address);
    }

    // One message of every kind of outcome, and the raw refusal.
    private async Task<DashboardTab> OpenFullAsync(BrowserNewContextOptions options)
    {
        var tab = await OpenAsync(options: options);
        await ClientWroteAsync(tab, "Is my order on its way?");
        await AgentWritesAsync(tab, "It will be with you tomorrow.", "Delivered");
        await MoveClockAsync(tab, 25);
        await AgentWritesAsync(tab, "Has it arrived?", "Not delivered");
        await Message(tab, "desk", "Has it arrived?").Locator("summary").ClickAsync();
        return tab;
    }
}
