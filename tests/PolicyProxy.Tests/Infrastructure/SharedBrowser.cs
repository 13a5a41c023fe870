using Microsoft.Playwright;
using Xunit;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>One real browser for all tests of a page: that of <c>POLICYPROXY_TEST_BROWSER</c>, else a Chromium on PATH.</summary>
public sealed class SharedBrowser : IAsyncLifetime
{
    private const string Reason =
        "No browser: install Chromium (Debian: apt-get install chromium), or set POLICYPROXY_TEST_BROWSER to the path of a Chromium or Chrome.";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Executable => Environment.GetEnvironmentVariable("POLICYPROXY_TEST_BROWSER") is { Length: > 0 } given
        ? given
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(directory => Names.Select(name => Path.Combine(directory, name)))
            .FirstOrDefault(File.Exists);

    /// <summary>The browser. Without one the test is skipped, or fails where <c>POLICYPROXY_REQUIRE_BROWSER=1</c> says that there must be one.</summary>
    public IBrowser Browser
    {
        get
        {
            if (_browser is null && Environment.GetEnvironmentVariable("POLICYPROXY_REQUIRE_BROWSER") == "1") throw new InvalidOperationException(Reason);
            Skip.If(_browser is null, Reason);
            return _browser!;
        }
    }

    public async Task InitializeAsync()
    {
        if (Executable is not { } executable) return;
        _playwright = await Playwright.CreateAsync();

        // Root, as in a container, has no sandbox of the browser's.
        string[] arguments = Environment.UserName == "root" ? ["--no-sandbox"] : [];
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = arguments });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>The tests of the dashboard that share a <see cref="SharedBrowser"/>.</summary>
[CollectionDefinition(Name)]
public sealed class SharedBrowserTests : ICollectionFixture<SharedBrowser>
{
    public const string Name = "Shared browser";
}
