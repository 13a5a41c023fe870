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
    public async Task While_the_store_is_away_a_webhook_is_forwarded_as_ever()
    {
        Gateway.Store.IsBroken = true;

        (await ClientWritesAsync()).Status.ShouldBe(200);
        Gateway.Helpdesk.Single.Text.ShouldBe(Client.Webhook(Gateway.Now));
    }

    [Fact]
    public async Task While_the_store_is_away_the_window_is_open_by_the_journal()
    {
        Gateway.Store.IsBroken = true;
        await ClientWritesAsync();
        var answer = await Gateway.SendAsync(Client);

        (answer.Verdict, answer.Reason, answer.WindowCloses).ShouldBe(("allowed", "window-open", Gateway.Now.AddDays(1)));
    }

    [Fact]
    public async Task After_a_restart_the_window_is_open_by_the_journal_while_the_store_is_still_away()
    {
        Gateway.Store.IsBroken = true;
        await ClientWritesAsync();
        await Gateway.RestartAsync(isStoreBroken: true);

        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task When_the_store_is_back_it_gets_what_waited()
    {
        Gateway.Store.IsBroken = true;
        await ClientWritesAsync();
        Gateway.Store.IsBroken = false;
        await Gateway.Log.WaitForAsync("Records that waited in the journal and are in the store now: 1");

        (await Gateway.LastContactAsync(Client)).ShouldBe(Gateway.Now);
        Directory.GetFiles(Gateway.Journal).ShouldBeEmpty();
    }

    [Fact]
    public async Task With_store_and_journal_away_the_platform_is_asked_to_come_again()
    {
        Gateway.Store.IsBroken = true;
        Gateway.TakeJournalAway();

        var answer = await ClientWritesAsync();

        (answer.Status, answer.Header("Retry-After")).ShouldBe((503, "5"));
    }

    [Fact]
    public async Task With_store_and_journal_away_nothing_is_forwarded()
    {
        Gateway.Store.IsBroken = true;
        Gateway.TakeJournalAway();
        await ClientWritesAsync();

        Gateway.Helpdesk.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task When_there_is_room_for_the_journal_again_webhooks_go_on()
    {
        Gateway.Store.IsBroken = true;
        Gateway.TakeJournalAway();
        await ClientWritesAsync();
        Gateway.GiveJournalBack();

        (await ClientWritesAsync()).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData(false, false, 200, "ready")]
    [InlineData(true, false, 200, "degraded")]
    [InlineData(false, true, 200, "degraded")]
    [InlineData(true, true, 503, "unready")]
    public async Task Readiness_says_whether_webhooks_can_be_recorded(bool isStoreAway, bool isJournalAway, int status, string word)
    {
        Gateway.Store.IsBroken = isStoreAway;
        if (isJournalAway) Gateway.TakeJournalAway();
        var answer = await Gateway.AdminAsync("/health/ready");

        answer.Status.ShouldBe(status);
        answer.Text.ShouldContain($"{{\"status\":\"{word}\"");
    }

    [Fact]
    public async Task Readiness_says_how_many_records_wait()
    {
        Gateway.Store.IsBroken = true;
        await ClientWritesAsync();

        (await Gateway.AdminAsync("/health/ready")).Text.ShouldContain($"Records that wait in {Gateway.Journal} for the store: 1.");
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_once_in_the_log_and_so_is_its_return()
    {
        Gateway.Store.IsBroken = true;
        for (var i = 0; i < 5; i++) await ClientWritesAsync();
        Gateway.Store.IsBroken = false;
        await Gateway.Log.WaitForAsync("The store is back");

        Gateway.Log.Complaints.ShouldHaveSingleItem().ShouldStartWith("The store is away: The store is away. Webhooks are recorded in the journal, ");
    }

    [Fact]
    public async Task While_the_store_is_away_a_webhook_with_nothing_to_record_is_forwarded()
    {
        Gateway.Store.IsBroken = true;

        (await Gateway.WebhookAsync("""{"object":"page","entry":[]}""", Client.Secret)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_webhook_that_was_recorded_nowhere_is_recorded_when_it_comes_again()
    {
        Gateway.Store.IsBroken = true;
        Gateway.TakeJournalAway();
        await ClientWritesAsync();
        Gateway.Store.IsBroken = false;
        await Gateway.Log.WaitForAsync("The store is back");
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
