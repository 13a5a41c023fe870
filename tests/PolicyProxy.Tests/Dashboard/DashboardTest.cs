using Microsoft.Playwright;
using PolicyProxy.Tests.Infrastructure;
using Xunit;

namespace PolicyProxy.Tests.Dashboard;

/// <summary>A test of the dashboard of a gateway of its own, in a real browser.</summary>
/// <param name="browser">The browser.</param>
[Collection(SharedBrowserTests.Name)]
public abstract class DashboardTest(SharedBrowser browser) : ProxyTest
{
    /// <summary>What only this key shows, where the test's gateway has one.</summary>
    protected const string Key = "key-0123456789";

    private protected Task<DashboardTab> OpenAsync(BrowserNewContextOptions? options = null) => DashboardTab.OpenAsync(browser.Browser, Gateway.AdminAddress, options);

    /// <summary>Opens it and waits until it shows what the gateway says.</summary>
    private protected async Task<DashboardTab> OpenBoardAsync(BrowserNewContextOptions? options = null)
    {
        var tab = await OpenAsync(options);
        await tab.ShowsBoardAsync();
        return tab;
    }
}
