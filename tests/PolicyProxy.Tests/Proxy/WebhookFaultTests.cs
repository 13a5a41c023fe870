using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>What a platform is told when the helpdesk or the store is away.</summary>
public sealed class WebhookFaultTests : ProxyTest
{
    private static readonly Conversation Client = Conversation.Messenger;

    private protected override void Configure(GatewaySettings settings) =>
        settings.Set("ReverseProxy:Clusters:helpdesk:HttpRequest:ActivityTimeout", "00:00:00.3");

    [Fact]
    public async Task A_helpdesk_that_is_down_is_a_502()
    {
        await Gateway.Helpdesk.StopAsync();

        (await ClientWritesAsync()).Status.ShouldBe(502);
    }

    [Fact]
    public async Task A_helpdesk_that_does_not_answer_in_time_is_a_504()
    {
        Gateway.Helpdesk.Hang();

        (await ClientWritesAsync()).Status.ShouldBe(504);
    }

    [Fact]
    public async Task A_helpdesk_that_breaks_off_is_a_502()
    {
        Gateway.Helpdesk.Break();

        (await ClientWritesAsync()).Status.ShouldBe(502);
    }

    [Fact]
    public async Task The_window_is_open_although_the_helpdesk_is_down()
    {
        await Gateway.Helpdesk.StopAsync();
        await ClientWritesAsync();

        (await Gateway.LastContactAsync(Client)).ShouldBe(Gateway.Now);
    }

    [Fact]
    public async Task While_the_store_is_away_the_platform_is_asked_to_come_again()
    {
        Gateway.Store.IsBroken = true;

        var answer = await ClientWritesAsync();

        (answer.Status, answer.Header("Retry-After")).ShouldBe((503, "5"));
    }

    [Fact]
    public async Task While_the_store_is_away_nothing_is_forwarded()
    {
        Gateway.Store.IsBroken = true;
        await ClientWritesAsync();

        Gateway.Helpdesk.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_the_store_is_away_a_webhook_with_nothing_to_record_is_forwarded()
    {
        Gateway.Store.IsBroken = true;

        (await Gateway.WebhookAsync("""{"object":"page","entry":[]}""", Client.Secret)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task When_the_store_is_back_the_webhook_that_comes_again_is_recorded()
    {
        Gateway.Store.IsBroken = true;
        await ClientWritesAsync();
        Gateway.Store.IsBroken = false;
        await ClientWritesAsync();

        (await Gateway.LastContactAsync(Client)).ShouldBe(Gateway.Now);
    }

    [Fact]
    public async Task A_body_whose_chunks_are_malformed_is_a_400_and_not_forwarded()
    {
        (await SendMalformedAsync()).Status.ShouldBe(400);

        Gateway.Helpdesk.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_whose_chunks_are_malformed_is_logged_with_the_status_that_was_answered()
    {
        await SendMalformedAsync();

        (await Gateway.Log.WaitForRequestsAsync()).Single().ShouldContain("reason=malformed status=400");
    }

    private async Task<Answer> SendMalformedAsync()
    {
        using var connection = await Gateway.ConnectAsync();
        return await connection.AskAsync("POST /webhooks/meta", "Transfer-Encoding: chunked\r\n", "zz\r\n"u8.ToArray());
    }

    private Task<Answer> ClientWritesAsync() => Gateway.WebhookAsync(Client.Webhook(Gateway.Now), Client.Secret);
}
