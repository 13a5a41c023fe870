using System.Collections.Concurrent;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>The dashboard in a tab of a browser, which notes whatever the browser complains of and whatever it asks others than the gateway.</summary>
internal sealed class DashboardTab : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _requests = new();

    private DashboardTab(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) => _requests.Enqueue(request.Url);
    }

    public IPage Page { get; }

    /// <summary>What the browser's console has in errors and warnings.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>The addresses that were asked.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Opens the page.</summary>
    public static async Task<DashboardTab> OpenAsync(IBrowser browser, string address, BrowserNewContextOptions? options = null)
    {
        var context = await browser.NewContextAsync(options ?? new());
        var tab = new DashboardTab(context, await context.NewPageAsync());
        await tab.Page.GotoAsync(address);
        return tab;
    }

    /// <summary>What has this id.</summary>
    public ILocator this[string id] => Page.Locator($"#{id}");

    /// <summary>Waits until the page shows what the gateway says.</summary>
    public Task ShowsBoardAsync() => Expect(this["board"]).ToBeVisibleAsync();

    /// <summary>Fills in the form that looks up a contact, and submits it.</summary>
    public async Task LookUpAsync(Conversation conversation)
    {
        await this["channel"].SelectOptionAsync(conversation.Channel);
        if (await this["account"].IsVisibleAsync()) await this["account"].FillAsync(conversation.Account);
        await this["contact"].FillAsync(conversation.Contact);
        await this["contact"].PressAsync("Enter");
    }

    /// <summary>The text of every row of a table's body.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string id) => await this[id].Locator("tr").AllInnerTextsAsync();

    /// <summary>Fails if the browser has complained, or has asked others than this address.</summary>
    public void ShouldBeQuiet(string address)
    {
        Complaints.ShouldBeEmpty();
        Requests.ShouldAllBe(request => request.StartsWith($"{address}/", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
