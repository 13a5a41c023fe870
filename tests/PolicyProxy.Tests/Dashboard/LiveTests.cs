using Microsoft.Playwright;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PolicyProxy.Tests.Dashboard;

/// <summary>The dashboard shows what happens, without being loaded again.</summary>
public sealed class LiveTests(SharedBrowser browser) : DashboardTest(browser)
{
    private protected override void Configure(GatewaySettings settings) => settings
        .Channel("messenger", "Mode", "Observe")
        .SetJson("Messaging:Channels:messenger:ExtendedWindow", """{ "Hours": 168 }""")
        .SetJson("Messaging:Channels:instagram:AppSecrets", "[]");

    [SkippableFact]
    public async Task A_refused_send_is_shown_with_the_contact_masked()
    {
        await using var tab = await OpenBoardAsync();
        await Expect(tab["refusals"]).ToHaveTextAsync("None.");
        await Gateway.SendAsync(Conversation.WhatsApp);

        var refusals = tab["refusals"].Locator("tr");
        await Expect(refusals).ToContainTextAsync(["whatsapp"]);
        (await refusals.Locator("th, td").AllInnerTextsAsync()).Skip(1).ShouldBe(["whatsapp", "***5678", "Client never wrote", "Refused"]);
        (await tab.Page.ContentAsync()).ShouldNotContain(Conversation.WhatsApp.Contact);
        tab.ShouldBeQuiet(Gateway.AdminAddress);
    }

    [SkippableFact]
    public async Task What_an_observing_channel_would_refuse_is_shown_as_forwarded()
    {
        await using var tab = await OpenBoardAsync();
        await Gateway.SendAsync(Conversation.Messenger);

        await Expect(tab["refusals"]).ToContainTextAsync("Forwarded, only observed");
        await Expect(tab["plots"]).ToContainTextAsync("Client never wrote (only observed): 1");
    }

    [SkippableFact]
    public async Task Sends_are_drawn_by_reason_allowed_and_refused_apart()
    {
        await using var tab = await OpenBoardAsync();
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        await Gateway.SendAsync(Conversation.WhatsApp);
        await Gateway.SendAsync(Conversation.WhatsApp);
        await Gateway.SendAsync(Conversation.WhatsApp with { Contact = "4915187654321" });

        var plots = tab["plots"].Locator("figure");
        await Expect(plots.Nth(0)).ToContainTextAsync("Window open: 2");
        await Expect(plots.Nth(1)).ToContainTextAsync("Client never wrote: 1");
        await Expect(plots.Nth(0).Locator(".plot rect.window-open")).ToHaveCountAsync(1);
        await Expect(plots.Nth(1).GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", "Refused: Client never wrote 1");
    }

    [SkippableFact]
    public async Task The_table_beside_the_plots_has_their_numbers()
    {
        await Gateway.SendAsync(Conversation.WhatsApp);
        await Gateway.SendAsync(Conversation.WhatsApp);
        await using var tab = await OpenBoardAsync();
        await tab["numbers"].Locator("summary").ClickAsync();

        var table = tab["numbers-table"];
        await Expect(table.Locator("thead")).ToContainTextAsync("Refused: Client never wrote");
        await Expect(table.Locator("tbody tr")).ToHaveCountAsync(15);
        (await table.Locator("tbody tr").First.Locator("td").AllInnerTextsAsync()).ShouldBe(["2"]);
    }

    [SkippableFact]
    public async Task The_plots_can_be_of_one_channel()
    {
        await Gateway.SendAsync(Conversation.WhatsApp);
        await Gateway.SendAsync(Conversation.Messenger);
        await using var tab = await OpenBoardAsync();
        var refused = tab["plots"].Locator("figure").Nth(1).Locator("li");
        await Expect(refused).ToHaveCountAsync(2);
        await tab["plot-channel"].SelectOptionAsync("whatsapp");

        await Expect(refused).ToHaveTextAsync([" Client never wrote: 1"]);
    }

    [SkippableTheory]
    [InlineData("15m", 16, "None in this time.")]
    [InlineData("1h", 16, "Client never wrote: 1")]
    [InlineData("1h", 61, "None in this time.")]
    [InlineData("24h", 61, "Client never wrote: 1")]
    public async Task The_time_that_is_shown_can_be_chosen(string span, int minutesAgo, string shown)
    {
        await Gateway.SendAsync(Conversation.WhatsApp);
        await using var tab = await OpenBoardAsync();
        Gateway.Time.Advance(TimeSpan.FromMinutes(minutesAgo));
        await tab["span"].SelectOptionAsync(span);

        await Expect(tab["plots"].Locator("figure").Nth(1)).ToContainTextAsync(shown);
    }

    [SkippableFact]
    public async Task Webhooks_are_shown_by_what_became_of_them_with_their_rate()
    {
        await using var tab = await OpenBoardAsync();
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        await Gateway.WebhookAsync("{}", "another-secret");

        await Expect(tab["webhooks"].Locator("tr")).ToHaveCountAsync(2);
        (await tab["webhooks"].Locator("th, td").AllInnerTextsAsync()).ShouldBe(["Recorded", "2", "2", "Refused: signature wrong or missing", "1", "1"]);
    }

    [SkippableFact]
    public async Task Channels_are_shown_with_what_stands_out_about_them()
    {
        await using var tab = await OpenBoardAsync();

        (await tab["channels"].Locator("tr").AllInnerTextsAsync()).Select(row => row.Split('\t')).ShouldBe(
        [
            ["instagram", "Instagram", "Enforce", "24 hours", "Nothing passes", "Refused", "All refused: no app secret", "All"],
            ["messenger", "Messenger", "Observe: forwards everything", "24 hours, then on to 7 days with limits", "Nothing passes", "Refused", "Signed", "All"],
            ["whatsapp", "WhatsApp", "Enforce", "24 hours", "Nothing passes", "Refused", "Signed", "All"],
        ], ignoreOrder: true);
    }

    [SkippableFact]
    public async Task A_saved_edit_is_shown()
    {
        await using var tab = await OpenBoardAsync();
        Gateway.Edit(settings => settings.Channel("whatsapp", "Mode", "Observe").Channel("whatsapp", "WindowHours", 0.5));
        await Gateway.LookAtFileAsync("is in force");

        await Expect(tab["channels"]).ToContainTextAsync("whatsappWhatsAppObserve: forwards everything30 minutes");
    }

    [SkippableFact]
    public async Task A_store_that_goes_away_is_shown_with_what_waits_for_it()
    {
        await using var tab = await OpenBoardAsync();
        await Expect(tab["store"]).ToContainTextAsync("Records waiting in the journal\n0", new() { UseInnerText = true });
        Gateway.Store.IsBroken = true;
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);

        await Expect(tab["store"]).ToContainTextAsync("Records waiting in the journal\n1", new() { UseInnerText = true });
        await Expect(tab["health-word"]).ToHaveTextAsync("Works, but needs attention");
        await Expect(tab["checks"]).ToContainTextAsync("The store does not take records");
    }
}
