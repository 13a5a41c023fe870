using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>An edited rate limit holds from the next send on; an edit of something else leaves what is counted.</summary>
public sealed class RateLimitReloadTests : ProxyTest
{
    private const string Policy = "RateLimiting:Policies:api";
    private const string Route = "ReverseProxy:Routes:graph-api:RateLimiterPolicy";

    private static readonly Conversation Client = Conversation.WhatsApp;

    private protected override void Configure(GatewaySettings settings) =>
        settings.SetJson(Policy, """{ "PermitLimit": 1, "WindowSeconds": 3600 }""").Set(Route, "api");

    [Fact]
    public async Task A_limit_that_is_edited_begins_anew() => await ExpectAfterAsync(settings => settings.Set($"{Policy}:PermitLimit", 2), [200, 200, 400]);

    [Fact]
    public async Task A_limit_that_is_taken_off_the_route_holds_no_longer() => await ExpectAfterAsync(settings => settings.Remove(Route), [200, 200, 200]);

    [Fact]
    public async Task A_limit_that_is_added_holds() => await ExpectAfterAsync(
        settings => settings.SetJson("RateLimiting:Policies:fewer", """{ "PermitLimit": 2, "WindowSeconds": 3600 }""").Set(Route, "fewer"), [200, 200, 400]);

    [Fact]
    public async Task An_edit_of_something_else_leaves_what_is_counted() =>
        await ExpectAfterAsync(settings => settings.Channel("whatsapp", "WindowHours", 23), [400]);

    [Fact]
    public async Task An_edit_that_names_no_policy_is_rejected_and_the_limit_stays()
    {
        Gateway.Edit(settings => settings.Set(Route, "none"));
        await Gateway.LookAtFileAsync("is rejected");
        await Gateway.ClientWritesAsync(Client);

        (await Gateway.SendAsync(Client)).Status.ShouldBe(200);
        (await Gateway.SendAsync(Client)).Status.ShouldBe(400);
    }

    private async Task ExpectAfterAsync(Action<GatewaySettings> edit, int[] statuses)
    {
        using var connection = await Gateway.ConnectAsync();
        await Gateway.ClientWritesAsync(Client);
        await SendAsync(connection);
        Gateway.Edit(edit);
        await Gateway.LookAtFileAsync("is in force");

        foreach (var status in statuses) (await SendAsync(connection)).ShouldBe(status);
    }

    private static async Task<int> SendAsync(RawConnection connection) =>
        (await connection.AskAsync($"POST {Client.Path}", "Content-Type: application/json\r\n", Client.Text)).Status;
}
