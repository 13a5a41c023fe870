using System.Text.RegularExpressions;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PolicyProxy.Tests.Dashboard;

/// <summary>Whoever looks up a contact sees how its window stands, and sees it close.</summary>
public sealed class LookUpTests(SharedBrowser browser) : DashboardTest(browser)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private protected override void Configure(GatewaySettings settings) =>
        settings.SetJson("Messaging:Channels:messenger:ExtendedWindow", """{ "Hours": 168 }""");

    [SkippableFact]
    public async Task Of_a_client_who_never_wrote_nothing_is_known()
    {
        await using var tab = await OpenBoardAsync();
        await tab.LookUpAsync(Conversation.WhatsApp);

        await Expect(tab["window-state"]).ToHaveTextAsync("Unknown. This client never wrote, as far as the gateway knows.");
        await Expect(tab["countdown"]).ToBeEmptyAsync();
        tab.ShouldBeQuiet(Gateway.AdminAddress);
    }

    [SkippableFact]
    public async Task An_open_window_is_shown_with_when_the_client_wrote_and_how_long_is_left()
    {
        await Gateway.ClientWroteAsync(Conversation.WhatsApp, TimeSpan.FromHours(20));
        await using var tab = await OpenBoardAsync(new() { TimezoneId = "UTC" });
        await tab.LookUpAsync(Conversation.WhatsApp);

        await Expect(tab["window-state"]).ToHaveTextAsync("Open. Messages are delivered.");
        await Expect(tab["window-facts"]).ToContainTextAsync("21 Nov 2026, 12:00:00");
        await Expect(tab["window-facts"]).ToContainTextAsync("22 Nov 2026, 12:00:00");
        await Expect(tab["countdown"]).ToContainTextAsync(new Regex("^(4 h 0 min 0|3 h 59 min 5[0-9]) s left$"));
    }

    [SkippableFact]
    public async Task The_countdown_ticks_to_the_end_and_the_window_closes()
    {
        await Gateway.ClientWroteAsync(Conversation.WhatsApp, Day - TimeSpan.FromSeconds(4));
        await using var tab = await OpenBoardAsync();
        await tab.LookUpAsync(Conversation.WhatsApp);
        using var clock = new Timer(_ => Gateway.Time.Advance(TimeSpan.FromMilliseconds(50)), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));

        await Expect(tab["countdown"]).ToHaveTextAsync("3 s left");
        await Expect(tab["countdown"]).ToHaveTextAsync("2 s left");
        await Expect(tab["window-state"]).ToHaveTextAsync("Closed. Messages are refused until the client writes again.", new() { Timeout = 10_000 });
    }

    [SkippableFact]
    public async Task When_the_client_writes_the_shown_window_opens_by_itself()
    {
        await using var tab = await OpenBoardAsync();
        await tab.LookUpAsync(Conversation.Instagram);
        await Expect(tab["window-state"]).ToContainTextAsync("Unknown");
        await Gateway.ClientWritesAsync(Conversation.Instagram);

        await Expect(tab["window-state"]).ToHaveTextAsync("Open. Messages are delivered.");
    }

    [SkippableFact]
    public async Task The_longer_window_is_told_from_the_standard_one()
    {
        await Gateway.ClientWroteAsync(Conversation.Messenger, Day);
        await using var tab = await OpenBoardAsync();
        await tab.LookUpAsync(Conversation.Messenger);

        await Expect(tab["window-state"]).ToContainTextAsync("Longer window open.");
        await Expect(tab["countdown"]).ToContainTextAsync(new Regex("^(6 d 0 h|5 d 23 h)"));
    }

    [SkippableFact]
    public async Task What_is_no_contact_is_told_with_what_would_be_one()
    {
        await using var tab = await OpenBoardAsync();
        await tab.LookUpAsync(Conversation.Instagram with { Contact = "?" });

        await Expect(tab["look-up-problem"]).ToContainTextAsync("contact: ");
        await Expect(tab["found"]).ToBeHiddenAsync();
    }

    [SkippableFact]
    public async Task Only_channels_whose_windows_are_an_accounts_ask_for_one()
    {
        await using var tab = await OpenBoardAsync();
        await tab["channel"].SelectOptionAsync("whatsapp");
        await Expect(tab["account"]).ToBeVisibleAsync();
        await tab["channel"].SelectOptionAsync("messenger");

        await Expect(tab["account"]).ToBeHiddenAsync();
    }

    [SkippableFact]
    public async Task The_whole_number_is_not_shown()
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        await using var tab = await OpenBoardAsync();
        await tab.LookUpAsync(Conversation.WhatsApp);
        await Expect(tab["window-facts"]).ToContainTextAsync("***5678");

        (await tab.Page.ContentAsync()).ShouldNotContain(Conversation.WhatsApp.Contact);
    }
}
