using Microsoft.Playwright;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Dashboard;

/// <summary>The page looks as the system does unless told otherwise, and fits on small screens.</summary>
public sealed class AppearanceTests(SharedBrowser browser) : DashboardTest(browser)
{
    private const string Light = "rgb(246, 248, 250)";
    private const string Dark = "rgb(13, 17, 23)";

    [SkippableTheory]
    [InlineData(ColorScheme.Light, "system", Light)]
    [InlineData(ColorScheme.Dark, "system", Dark)]
    [InlineData(ColorScheme.Light, "dark", Dark)]
    [InlineData(ColorScheme.Dark, "light", Light)]
    public async Task The_page_is_light_or_dark_as_chosen_and_remembers_it(ColorScheme system, string chosen, string background)
    {
        await using var tab = await OpenBoardAsync(new() { ColorScheme = system });
        await tab["appearance"].SelectOptionAsync(chosen);
        (await BackgroundAsync(tab)).ShouldBe(background);
        await tab.Page.ReloadAsync();

        (await BackgroundAsync(tab)).ShouldBe(background);
        (await tab["appearance"].InputValueAsync()).ShouldBe(chosen);
    }

    [SkippableTheory]
    [InlineData(320, 640, 1)]
    [InlineData(1280, 800, 2)]
    public async Task Nothing_is_cut_off_on_a_narrow_screen_and_when_enlarged(int width, int height, int zoom)
    {
        await Gateway.SendAsync(Conversation.WhatsApp);
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);

        // What the browser's zoom does: fewer pixels of the page's, each larger.
        await using var tab = await OpenBoardAsync(new() { ViewportSize = new() { Width = width / zoom, Height = height / zoom }, DeviceScaleFactor = zoom });
        await tab.LookUpAsync(Conversation.WhatsApp);
        await tab["numbers"].Locator("summary").ClickAsync();
        await Assertions.Expect(tab["numbers-table"].Locator("tbody tr")).ToHaveCountAsync(15);
        await Assertions.Expect(tab["found"]).ToBeVisibleAsync();

        (await tab.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width / zoom);
        var cut = await tab.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('body *')]
              .filter(it => it.checkVisibility() && !it.closest('.scroll, .skip') && it.getBoundingClientRect().right > innerWidth + 1)
              .map(it => it.outerHTML.slice(0, 80))
            """);
        cut.ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_picture_of_the_page_is_small_enough_for_the_documentation(ColorScheme scheme)
    {
        // Where it is kept; tests/screenshots.sh sets it.
        using var directory = new TestDirectory();
        var folder = Environment.GetEnvironmentVariable("POLICYPROXY_SCREENSHOTS") is { Length: > 0 } given ? given : directory.Path;
        await FillAsync();
        await using var tab = await OpenBoardAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = 1000, Height = 1440 }, TimezoneId = "UTC" });
        await tab.LookUpAsync(Conversation.WhatsApp);
        await Assertions.Expect(tab["window-state"]).ToContainTextAsync("Open.");
        await tab.Page.EvaluateAsync("() => document.activeElement.blur()");
        var picture = await tab.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"dashboard-{scheme.ToString().ToLowerInvariant()}.png") });

        picture.Length.ShouldBeInRange(10_000, 200_000);
        tab.ShouldBeQuiet(Gateway.AdminAddress);
    }

    private protected override void Configure(GatewaySettings settings) => settings
        .Channel("messenger", "Mode", "Observe")
        .SetJson("Messaging:Channels:messenger:ExtendedWindow", """{ "Hours": 168 }""");

    private static Task<string> BackgroundAsync(DashboardTab tab) => tab.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    // A quarter of an hour of traffic.
    private async Task FillAsync()
    {
        await Gateway.ClientWroteAsync(Conversation.Instagram, TimeSpan.FromHours(25));
        var random = new Random(7);
        for (var step = 0; step < 85; step++)
        {
            // The gateway looks at its counters when it is asked; by itself it does so a moment later.
            await Gateway.AdminAsync("/status");
            Gateway.Time.Advance(TimeSpan.FromSeconds(10));
            if (step % 20 == 0) await Gateway.ClientWritesAsync(Conversation.WhatsApp);
            for (var sends = random.Next(2, 9); sends > 0; sends--) await Gateway.SendAsync(Conversation.WhatsApp);
            if (random.Next(3) == 0) await Gateway.SendAsync(Conversation.Instagram);
            if (random.Next(5) == 0) await Gateway.SendAsync(Conversation.Messenger);
            if (random.Next(6) == 0) await Gateway.SendAsync(Conversation.WhatsApp with { Contact = $"49151{random.Next(10_000_000, 99_999_999)}" });
        }
    }
}
