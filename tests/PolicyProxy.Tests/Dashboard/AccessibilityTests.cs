using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PolicyProxy.Policy;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PolicyProxy.Tests.Dashboard;

/// <summary>The page can be read aloud, and read by those who see little.</summary>
public sealed class AccessibilityTests(SharedBrowser browser) : DashboardTest(browser)
{
    // WCAG 2.2, 1.4.11: 3 to 1 for what is drawn, beside which axe looks at texts only.
    private const string Contrasts = """
        colours => {
          const parts = colour => colour.match(/[\d.]+/g).slice(0, 3).map(part => part / 255);
          const linear = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
          const luminance = colour => { const [r, g, b] = parts(colour).map(linear); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const ratio = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
          const behind = getComputedStyle(document.querySelector('section')).backgroundColor;
          const mark = document.querySelector('.plot .mark');
          return colours.map(colour => {
            mark.setAttribute('class', `mark ${colour}`);
            return ratio(luminance(getComputedStyle(mark).stroke), luminance(behind));
          });
        }
        """;

    private protected override void Configure(GatewaySettings settings) => settings
        .Channel("messenger", "Mode", "Observe")
        .SetJson("Messaging:Channels:instagram:AppSecrets", "[]");

    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_wrong(ColorScheme scheme)
    {
        await using var tab = await OpenFullAsync(scheme);

        (await ViolationsAsync(tab)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Axe_finds_nothing_wrong_while_the_page_asks_for_the_key()
    {
        await Gateway.RestartAsync(configure: settings => settings.Set("Admin:ApiKey", Key));
        await using var tab = await OpenAsync(new() { BypassCSP = true });
        await tab["key-value"].FillAsync("another-key");
        await tab["key-value"].PressAsync("Enter");
        await Expect(tab["key-problem"]).Not.ToBeEmptyAsync();

        (await ViolationsAsync(tab)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Axe_finds_what_is_wrong()
    {
        await using var tab = await OpenFullAsync();
        await tab.Page.EvaluateAsync("() => document.querySelector('label[for=contact]').remove()");

        (await ViolationsAsync(tab)).ShouldHaveSingleItem().ShouldStartWith("label: ");
    }

    [SkippableFact]
    public async Task The_page_has_its_landmarks_and_headings_in_order()
    {
        await using var tab = await OpenFullAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Banner)).ToHaveCountAsync(1);
        await Expect(tab.Page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
        (await tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).AllInnerTextsAsync()).ShouldBe(["PolicyProxy"]);
        (await tab.Page.GetByRole(AriaRole.Heading, new() { Level = 2 }).AllInnerTextsAsync())
            .ShouldBe(["Health", "Look up a contact", "Channels", "Sends", "Webhooks", "Recent refusals"]);
        (await tab.Page.EvaluateAsync<string>("() => document.documentElement.lang")).ShouldBe("en");
    }

    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task What_is_drawn_stands_out_from_what_is_behind_it(ColorScheme scheme)
    {
        await using var tab = await OpenFullAsync(scheme);
        string[] colours = [.. Enum.GetValues<Reason>().Where(reason => reason != Reason.NotASend).Select(reason => reason.Word()), "other"];
        var text = await tab.Page.EvaluateAsync<double>($"() => ({Contrasts})(['none'])[0]");

        foreach (var (colour, contrast) in colours.Zip(await tab.Page.EvaluateAsync<double[]>(Contrasts, colours)))
        {
            contrast.ShouldBeGreaterThanOrEqualTo(3, colour);
            contrast.ShouldNotBe(text, $"{colour} has no colour of its own.");
        }
    }

    [SkippableFact]
    public async Task Only_what_changes_is_announced()
    {
        await using var tab = await OpenFullAsync();
        await tab.Page.EvaluateAsync("""
            () => {
              window.announced = [];
              const watch = new MutationObserver(changes => window.announced.push(...changes.map(change => change.target.textContent)));
              for (const live of document.querySelectorAll('[role=status], [role=alert], [aria-live]')) watch.observe(live, { childList: true, characterData: true, subtree: true });
            }
            """);
        var before = await tab["updated"].InnerTextAsync();
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await Expect(tab["updated"]).Not.ToHaveTextAsync(before);
        await Gateway.SendAsync(Conversation.Instagram);
        await Expect(tab["plots"]).ToContainTextAsync("Client never wrote (only observed): 3");

        (await tab.Page.EvaluateAsync<string[]>("() => window.announced")).ShouldBeEmpty();
        Gateway.Time.Advance(TimeSpan.FromHours(24));
        await Expect(tab["window-state"]).ToContainTextAsync("Closed.");
        (await tab.Page.EvaluateAsync<string[]>("() => window.announced")).ShouldBe(["Closed. Messages are refused until the client writes again."]);
    }

    private async Task<DashboardTab> OpenFullAsync(ColorScheme scheme = ColorScheme.Light)
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        foreach (var conversation in (Conversation[])[Conversation.WhatsApp, Conversation.Messenger, Conversation.Instagram]) await Gateway.SendAsync(conversation);
        var tab = await OpenBoardAsync(new() { ColorScheme = scheme, BypassCSP = true });
        await tab.LookUpAsync(Conversation.WhatsApp);
        await Expect(tab["window-state"]).ToContainTextAsync("Open.");
        await tab["numbers"].Locator("summary").ClickAsync();
        await Expect(tab["numbers-table"].Locator("tbody tr")).ToHaveCountAsync(15);
        return tab;
    }

    // The page's own policy would keep axe out, too: the tab is opened without it.
    private static async Task<IEnumerable<string>> ViolationsAsync(DashboardTab tab) =>
        (await tab.Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Help} {string.Join(' ', violation.Nodes.Select(node => node.Html))}");
}
