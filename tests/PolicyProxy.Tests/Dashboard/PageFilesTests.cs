using System.Text.RegularExpressions;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Dashboard;

/// <summary>The files of the page, which a gateway with a key gives to anybody who reaches it.</summary>
public sealed partial class PageFilesTests : ProxyTest
{
    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>();
            foreach (var path in Directory.GetFiles(RepositoryFile.Path("src", "PolicyProxy.Gateway", "Dashboard", "Page")))
            {
                var name = Path.GetFileName(path);
                files.Add(name, name == "index.html" ? "/" : $"/dashboard/{name}");
            }

            return files;
        }
    }

    private protected override void Configure(GatewaySettings settings) => settings.Set("Admin:ApiKey", "key-0123456789");

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_is_given_without_the_key_and_with_a_strict_policy(string name, string path)
    {
        var answer = await Gateway.AdminAsync(path);

        answer.Status.ShouldBe(200);
        answer.Text.ShouldBe(RepositoryFile.Read("src", "PolicyProxy.Gateway", "Dashboard", "Page", name));
        answer.Header("Content-Security-Policy")!.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'; ");
        answer.Header("Content-Security-Policy")!.ShouldNotContain("unsafe");
        answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
        answer.Header("Cache-Control").ShouldBe("no-store");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_names_no_other_place_and_has_nothing_inline(string name, string path)
    {
        var text = (await Gateway.AdminAsync(path)).Text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);

        text.ShouldNotContain("//www");
        text.ShouldNotMatch("https?:");
        if (name.EndsWith(".html", StringComparison.Ordinal)) Inline().Matches(text).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/status")]
    [InlineData("/decisions")]
    [InlineData("/windows/messenger/1")]
    public async Task What_the_page_shows_is_not_given_without_the_key(string path) => (await Gateway.AdminAsync(path)).Status.ShouldBe(401);

    [Theory]
    [InlineData("/dashboard/none.js")]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/..%2Fpolicyproxy.json")]
    public async Task There_is_nothing_else(string path) => (await Gateway.AdminAsync(path)).Status.ShouldBeOneOf(401, 404);

    [GeneratedRegex("""\son\w+=|\sstyle=|<style|<script(?![^>]*src=)""")]
    private static partial Regex Inline();
}
