using System.Collections.Concurrent;
using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>A helpdesk that is slow, breaks off, sends elsewhere or is very quick.</summary>
public sealed class HelpdeskFaultTests : ProxyTest
{
    private const int Large = 3 * 1024 * 1024;

    private static readonly Conversation Client = Conversation.Messenger;

    [Fact]
    public async Task An_answer_that_breaks_off_before_its_body_is_a_502()
    {
        Gateway.Helpdesk.BreakInAnswer("");

        (await ClientWritesAsync()).Status.ShouldBe(502);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_in_its_body_breaks_off_for_the_platform_too()
    {
        Gateway.Helpdesk.BreakInAnswer("EVENT_");

        await Should.ThrowAsync<HttpRequestException>(ClientWritesAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("EVENT_")]
    public async Task The_window_is_open_although_the_answer_broke_off(string written)
    {
        Gateway.Helpdesk.BreakInAnswer(written);
        await Record.ExceptionAsync(ClientWritesAsync);

        (await Gateway.LastContactAsync(Client)).ShouldBe(Gateway.Now);
    }

    [Theory]
    [InlineData("")]
    [InlineData("EVENT_")]
    public async Task A_webhook_is_not_repeated_by_the_gateway_when_the_answer_broke_off(string written)
    {
        Gateway.Helpdesk.BreakInAnswer(written);
        await Record.ExceptionAsync(ClientWritesAsync);

        Gateway.Helpdesk.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_returned_and_not_followed(int status)
    {
        var elsewhere = $"{Gateway.Helpdesk.Address}/elsewhere";
        Gateway.Helpdesk.AnswerWith(status, "", ("Location", elsewhere));
        var answer = await ClientWritesAsync();

        (answer.Status, answer.Header("Location"), Gateway.Helpdesk.Requests.Count).ShouldBe((status, elsewhere, 1));
    }

    [Fact]
    public async Task A_large_webhook_reaches_a_helpdesk_that_reads_slowly()
    {
        await using var helpdesk = new SlowReader();
        Gateway.Edit(settings => settings.Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", helpdesk.Address));
        Gateway.File.Refresh();
        var webhook = Encoding.ASCII.GetBytes(Client.Webhook(Gateway.Now).PadRight(Large));

        (await Gateway.WebhookAsync(webhook, Client.Secret)).Status.ShouldBe(200);
        (helpdesk.Body.AsSpan().SequenceEqual(webhook), helpdesk.Pauses >= 20).ShouldBe((true, true));
    }

    [Fact]
    public async Task A_platform_that_reads_the_answer_slowly_gets_all_of_it_and_is_in_nobodys_way()
    {
        var text = new string('x', Large);
        Gateway.Helpdesk.AnswerWith(200, text);
        using var platform = await RawConnection.OpenAsync(Gateway.Address, receiveBuffer: 64 * 1024);
        await platform.WriteAsync("POST /webhooks/a", $"Connection: close\r\nX-Hub-Signature-256: {RunningGateway.Sign("{}"u8.ToArray(), Client.Secret)}\r\n", "{}"u8.ToArray());
        var reading = platform.ReadSlowlyAsync(TimeSpan.FromMilliseconds(20));

        (await ClientWritesAsync()).Text.ShouldBe(text);
        reading.IsCompleted.ShouldBeFalse("The slow one still reads.");
        Encoding.ASCII.GetString(await reading).Count(letter => letter == 'x').ShouldBeGreaterThanOrEqualTo(Large);
    }

    [Fact]
    public async Task A_reply_from_inside_the_webhooks_handler_is_never_refused()
    {
        const int Clients = 1000;
        var verdicts = new ConcurrentQueue<string?>();
        Gateway.Helpdesk.Answer = async context =>
        {
            var reply = await Gateway.SendAsync(Client with { Contact = context.Request.Query["client"].ToString() });
            verdicts.Enqueue(reply.Reason);
        };
        await Parallel.ForAsync(0, Clients, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
        {
            var client = Client with { Contact = $"{100_000_000 + number}" };
            var body = Encoding.ASCII.GetBytes(client.Webhook(Gateway.Now));
            await Gateway.PostAsync($"/webhooks/a?client={client.Contact}", body, ("X-Hub-Signature-256", RunningGateway.Sign(body, client.Secret)));
        });

        verdicts.Count.ShouldBe(Clients);
        verdicts.Distinct().ShouldBe(["window-open"]);
    }

    private Task<Answer> ClientWritesAsync() => Gateway.WebhookAsync(Client.Webhook(Gateway.Now), Client.Secret);
}
