using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Admin;

/// <summary>With a key set, only health can be asked without it.</summary>
public sealed class ApiKeyTests : ProxyTest
{
    private const string Key = "0123456789abcdef-admin";

    private protected override void Configure(GatewaySettings settings) => settings.Set("Admin:ApiKey", Key);

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_open_to_anybody(string path) => (await Gateway.AdminAsync(path)).Status.ShouldBe(200);

    [Theory]
    [InlineData("/decisions")]
    [InlineData("/windows/messenger/1")]
    public async Task With_the_key_everything_answers(string path)
    {
        (await Gateway.AdminAsync(path, ("Authorization", $"Bearer {Key}"))).Status.ShouldBe(200);
        (await Gateway.AdminAsync(path, ("Authorization", $"bearer  {Key}"))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("GET", "/decisions")]
    [InlineData("GET", "/windows/messenger/1")]
    [InlineData("PUT", "/windows/messenger/1")]
    [InlineData("DELETE", "/windows/messenger/1")]
    [InlineData("GET", "/windows/telegram/1")]
    [InlineData("GET", "/status")]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/health/live")]
    public async Task Without_the_key_nothing_else_does(string method, string path)
    {
        var answer = await Gateway.AdminAsync(new(method), path);

        answer.Status.ShouldBe(401);
        answer.Header("WWW-Authenticate").ShouldBe("Bearer");
        answer.Json.GetProperty("error").GetString().ShouldBe("The header Authorization: Bearer KEY is missing, or its KEY is not the one of Admin.ApiKey.");
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer 0123456789abcdef-admi")]
    [InlineData("Bearer 0123456789abcdef-admin1")]
    [InlineData("Bearer 0123456789ABCDEF-ADMIN")]
    [InlineData("Basic 0123456789abcdef-admin")]
    [InlineData("0123456789abcdef-admin")]
    public async Task Another_key_is_none(string shown) => (await Gateway.AdminAsync("/decisions", ("Authorization", shown))).Status.ShouldBe(401);

    [Fact]
    public async Task A_key_in_the_query_is_none() => (await Gateway.AdminAsync($"/decisions?key={Key}")).Status.ShouldBe(401);

    [Fact]
    public async Task A_refused_erasure_erases_nothing()
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        await Gateway.AdminAsync(HttpMethod.Delete, Conversation.WhatsApp.WindowPath);

        (await Gateway.SendAsync(Conversation.WhatsApp)).Verdict.ShouldBe("allowed");
    }

    [Theory]
    [InlineData("/decisions")]
    [InlineData("/health/ready")]
    [InlineData("/nothing")]
    [InlineData("/windows/messenger/a")]
    public async Task The_key_is_in_no_answer(string path) => (await Gateway.AdminAsync(path, ("Authorization", $"Bearer {Key}"))).Text.ShouldNotContain(Key);
}
