using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PolicyProxy.Tests.Dashboard;

/// <summary>Everything can be done without a mouse.</summary>
public sealed class KeyboardTests(SharedBrowser browser) : DashboardTest(browser)
{
    private const string Focused = """
        () => {
          const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
          return JSON.stringify({
            name: it === document.body ? '' : it.id || it.getAttribute('aria-label') || it.textContent.trim(),
            isMarked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
            isSeen: box.width > 0 && box.left >= 0 && box.top >= 0 && box.bottom <= innerHeight + 1 || box.height > innerHeight,
          });
        }
        """;

    [SkippableFact]
    public async Task Tab_comes_to_every_control_in_reading_order_and_each_shows_that_it_has_the_focus()
    {
        await using var tab = await OpenBoardAsync();
        await tab["channel"].SelectOptionAsync("whatsapp");
        await tab.Page.EvaluateAsync("() => document.activeElement.blur()");
        var stops = new List<FocusStop>();
        for (var i = 0; i < 15; i++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
            stops.Add(JsonSerializer.Deserialize<FocusStop>(await tab.Page.EvaluateAsync<string>(Focused), JsonSerializerOptions.Web)!);
        }

        stops.Select(stop => stop.Name).ShouldBe(
        [
            "Skip to the content", "appearance", "Health checks", "channel", "account", "contact", "Look up", "Table of channels",
            "span", "plot-channel", "The numbers as a table", "Webhooks by what became of them", "Table of recent refusals", "", "Skip to the content",
        ]);
        stops.Where(stop => stop.Name.Length > 0).ShouldAllBe(stop => stop.IsMarked && stop.IsSeen);
    }

    [SkippableFact]
    public async Task The_first_stop_leads_to_the_content()
    {
        await using var tab = await OpenBoardAsync();
        await tab.Page.Keyboard.PressAsync("Tab");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab["main"]).ToBeFocusedAsync();
    }

    [SkippableFact]
    public async Task A_contact_is_looked_up_by_keys_alone()
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        await using var tab = await OpenBoardAsync();
        foreach (var key in (string[])["Tab", "Tab", "Tab", "Tab", "w", "Tab"]) await tab.Page.Keyboard.PressAsync(key);
        await tab.Page.Keyboard.TypeAsync(Conversation.WhatsApp.Account);
        await tab.Page.Keyboard.PressAsync("Tab");
        await tab.Page.Keyboard.TypeAsync(Conversation.WhatsApp.Contact);
        await tab.Page.Keyboard.PressAsync("Tab");
        await tab.Page.Keyboard.PressAsync("Space");

        await Expect(tab["window-state"]).ToContainTextAsync("Open.");
    }

    [SkippableFact]
    public async Task What_is_chosen_and_typed_stays_when_the_page_shows_something_new()
    {
        await using var tab = await OpenBoardAsync();
        await tab["channel"].SelectOptionAsync("instagram");
        await tab["plot-channel"].SelectOptionAsync("messenger");
        await tab["contact"].FillAsync("123");
        await Gateway.SendAsync(Conversation.Messenger);
        await Expect(tab["plots"]).ToContainTextAsync("Client never wrote: 1");

        await Expect(tab["contact"]).ToBeFocusedAsync();
        await Expect(tab["contact"]).ToHaveValueAsync("123");
        await Expect(tab["channel"]).ToHaveValueAsync("instagram");
        await Expect(tab["plot-channel"]).ToHaveValueAsync("messenger");
    }

    private sealed record FocusStop(string Name, bool IsMarked, bool IsSeen);
}
