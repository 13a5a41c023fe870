using System.Text;
using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>Where a rate limit lets sends wait, they wait for the next window, and are judged by the time that they leave.</summary>
public sealed class RateLimitQueueTests : ProxyTest
{
    private const string Policy = "RateLimiting:Policies:api";

    private static readonly Conversation Client = Conversation.WhatsApp;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    private protected override void Configure(GatewaySettings settings) => settings
        .SetJson(Policy, """{ "PermitLimit": 1, "WindowSeconds": 1, "QueueLimit": 1 }""")
        .Set("ReverseProxy:Routes:graph-api:RateLimiterPolicy", "api");

    [Fact]
    public async Task A_send_above_the_limit_waits_and_is_forwarded_and_one_without_room_to_wait_is_refused()
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.SendAsync(Client);
        var answers = await Task.WhenAll(Gateway.SendAsync(Client), Gateway.SendAsync(Client));

        answers.Select(answer => answer.Status).ShouldBe([200, 400], ignoreOrder: true);
        Gateway.Platform.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_send_whose_window_closes_while_it_waits_is_refused()
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.SendAsync(Client);
        using var waiting = await WaitInQueueAsync();
        Gateway.Time.Advance(TimeSpan.FromHours(24));

        (await waiting.ReadAnswerAsync()).Reason.ShouldBe("window-closed");
        Gateway.Platform.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_hangs_up_while_waiting_makes_room()
    {
        await Gateway.RestartAsync(configure: settings => settings.Set($"{Policy}:WindowSeconds", 3600));
        await Gateway.ClientWritesAsync(Client);
        await Gateway.SendAsync(Client);
        (await WaitInQueueAsync()).Dispose();

        (await WaitInQueueAsync()).Dispose();
        await Eventually.HoldsAsync(() => Gateway.Log.Requests.Count(line => line.Contains("status=499")) == 2);
        Gateway.Log.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_waits_when_the_limit_is_edited_is_served_by_the_old_one()
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.SendAsync(Client);
        using var waiting = await WaitInQueueAsync();
        Gateway.Edit(settings => settings.Set($"{Policy}:PermitLimit", 2));
        Gateway.File.Refresh();

        (await waiting.ReadAnswerAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_sends_of_a_batch_do_not_wait()
    {
        await Gateway.RestartAsync(configure: settings => settings.Set($"{Policy}:WindowSeconds", 3600));
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        Gateway.Platform.AnswerWith(200, """[{"code":200,"body":"{}"}]""");
        var send = JsonSerializer.Serialize(Conversation.Messenger.Text);
        var element = $$"""{"method":"POST","relative_url":"1/messages","body":{{send}}}""";

        (await Gateway.PostAsync("/v24.0/", $$"""{"batch":[{{element}},{{element}}]}""")).Verdict.ShouldBe("mixed");
    }

    /// <summary>Sends until one is not answered at once, since it waits.</summary>
    private async Task<RawConnection> WaitInQueueAsync()
    {
        RawConnection? waiting = null;
        await Eventually.HoldsAsync(async () =>
        {
            var connection = await Gateway.ConnectAsync();
            await connection.WriteAsync($"POST {Client.Path}", "Content-Type: application/json\r\n", Encoding.UTF8.GetBytes(Client.Text));
            if (await connection.AnswersWithinAsync(Moment))
            {
                connection.Dispose();
                return false;
            }

            waiting = connection;
            return true;
        });
        return waiting!;
    }
}
