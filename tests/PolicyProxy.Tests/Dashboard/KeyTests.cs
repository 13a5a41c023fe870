using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PolicyProxy.Tests.Dashboard;

/// <summary>A gateway with a key shows nothing without it.</summary>
public sealed class KeyTests(SharedBrowser browser) : DashboardTest(browser)
{
    private protected override void Configure(GatewaySettings settings) => settings.Set("Admin:ApiKey", Key);

    [SkippableFact]
    public async Task The_page_asks_for_the_key_and_shows_nothing_before()
    {
        await using var tab = await OpenAsync();

        await Expect(tab["key-value"]).ToBeFocusedAsync();
        await Expect(tab["board"]).ToBeHiddenAsync();
        await Expect(tab["connection"]).ToHaveTextAsync("Waiting for the key");
        (await tab["channels"].InnerHTMLAsync()).ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData("another-key")]
    [InlineData("Schlüssel")]
    [InlineData("two words")]
    public async Task A_wrong_key_is_told(string wrong)
    {
        await using var tab = await OpenAsync();
        await GiveAsync(tab, wrong);

        await Expect(tab["key-problem"]).ToHaveTextAsync("This key is not right.");
        await Expect(tab["key-value"]).ToHaveValueAsync("");
        await Expect(tab["board"]).ToBeHiddenAsync();
    }

    [SkippableFact]
    public async Task The_right_key_shows_the_dashboard_and_is_kept_when_the_page_is_loaded_again()
    {
        await using var tab = await OpenAsync();
        await GiveAsync(tab, Key);
        await tab.ShowsBoardAsync();
        await tab.Page.ReloadAsync();

        await tab.ShowsBoardAsync();
        (await tab.Page.ContentAsync()).ShouldNotContain(Key);
        tab.Requests.ShouldNotContain(request => request.Contains(Key, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_right_key_after_a_wrong_one_shows_the_dashboard()
    {
        await using var tab = await OpenAsync();
        await GiveAsync(tab, "another-key");
        await Expect(tab["key-problem"]).ToHaveTextAsync("This key is not right.");
        await GiveAsync(tab, Key);

        await tab.ShowsBoardAsync();
    }

    [SkippableFact]
    public async Task The_key_is_for_look_ups_too()
    {
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        await using var tab = await OpenAsync();
        await GiveAsync(tab, Key);
        await tab.ShowsBoardAsync();
        await tab.LookUpAsync(Conversation.Messenger);

        await Expect(tab["window-state"]).ToContainTextAsync("Open.");
    }

    [SkippableFact]
    public async Task Another_tab_asks_for_the_key_again()
    {
        await using var tab = await OpenAsync();
        await GiveAsync(tab, Key);
        await tab.ShowsBoardAsync();
        var other = await tab.Page.Context.NewPageAsync();
        await other.GotoAsync(Gateway.AdminAddress);

        await Expect(other.Locator("#key-value")).ToBeFocusedAsync();
    }

    [SkippableFact]
    public async Task A_key_that_is_forgotten_is_asked_for_again()
    {
        await using var tab = await OpenAsync();
        await GiveAsync(tab, Key);
        await tab.ShowsBoardAsync();
        await tab["forget-key"].ClickAsync();
        await Expect(tab["board"]).ToBeHiddenAsync();
        await tab.Page.ReloadAsync();

        await Expect(tab["key-value"]).ToBeFocusedAsync();
    }

    private static async Task GiveAsync(DashboardTab tab, string key)
    {
        await tab["key-value"].FillAsync(key);
        await tab["key-value"].PressAsync("Enter");
    }
}
