using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A platform takes only so many messages after each of the client's: one more is refused until the client writes.</summary>
public sealed class MessageLimitTests : MessageLimitTest
{
    [Theory]
    [InlineData(Postcards.Most - 2, "window-open")]
    [InlineData(Postcards.Most - 1, "window-open")]
    [InlineData(Postcards.Most, "message-limit")]
    [InlineData(Postcards.Most + 1, "message-limit")]
    public async Task Only_so_many_messages_are_forwarded(int before, string reason)
    {
        await ClientWritesAsync();
        for (var i = 0; i < before; i++) await SendAsync();

        (await SendAsync()).Reason.ShouldBe(reason);
        Gateway.Platform.Requests.Count.ShouldBe(Math.Min(before + 1, Postcards.Most));
    }

    [Fact]
    public async Task One_more_is_refused_in_the_platforms_words()
    {
        await ClientWritesAsync();
        await UseUpAsync();
        Gateway.Time.Advance(TimeSpan.FromHours(3));
        var answer = await SendAsync();

        (answer.Status, answer.Verdict, answer.WindowCloses).ShouldBe((200, "refused", Gateway.Now.AddHours(45).AddSeconds(-3)));
        answer.Json.GetProperty("errcode").GetInt32().ShouldBe(45047);
        answer.Json.GetProperty("errmsg").GetString().ShouldBe("Message not delivered: the platform takes only 3 messages after each of the client's, and as many were sent.");
        answer.Json.GetProperty("agent").GetString().ShouldBe("The client last wrote 3 hours ago; Postcards takes only 3 messages after each of the client's, and as many were sent, so this message was not delivered: wait for the client to write, or end the dialogue.");
    }

    [Fact]
    public async Task It_is_in_the_log_the_metrics_and_the_decisions()
    {
        await ClientWritesAsync();
        await UseUpAsync();
        await SendAsync();

        (await Gateway.Log.WaitForRequestsAsync(5))[^1].ShouldContain("message-limit");
        new PrometheusPage((await Gateway.AdminAsync("/metrics")).Text).Of("policyproxy_sends_total").ShouldContain(series =>
            series.Key.Contains("\"postcards\"") && series.Key.Contains("\"refused\"") && series.Key.Contains("\"message-limit\"") && series.Value == 1);
        (await Gateway.AdminAsync("/decisions?limit=1")).Json[0].GetProperty("reason").GetString().ShouldBe("message-limit");
    }

    [Fact]
    public async Task The_client_who_writes_again_is_sent_as_many_again()
    {
        await ClientWritesAsync();
        await UseUpAsync();
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await ClientWritesAsync();

        await UseUpAsync();
        (await SendAsync()).Reason.ShouldBe("message-limit");
    }

    [Fact]
    public async Task A_webhook_that_comes_again_brings_no_more_messages()
    {
        var webhook = Gateway.Now;
        await Postcards.WritesAsync(Gateway, webhook);
        await UseUpAsync();
        await Postcards.WritesAsync(Gateway, webhook);

        (await SendAsync()).Reason.ShouldBe("message-limit");
    }

    // Of three messages two went after the client's second one, of which the gateway hears only then.
    [Fact]
    public async Task What_was_sent_since_a_message_that_is_told_late_counts()
    {
        await ClientWritesAsync();
        await UseUpAsync();
        await ClientWritesAsync(ago: TimeSpan.FromSeconds(1));

        await UseUpAsync(1);
        (await SendAsync()).Reason.ShouldBe("message-limit");
    }

    [Fact]
    public async Task Messages_at_once_are_no_more_than_the_platform_takes()
    {
        await ClientWritesAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync()));

        answers.Count(answer => answer.Reason == "window-open").ShouldBe(Postcards.Most);
        answers.Count(answer => answer.Reason == "message-limit").ShouldBe(20 - Postcards.Most);
        Gateway.Platform.Requests.Count.ShouldBe(Postcards.Most);
    }

    [Fact]
    public async Task The_count_survives_a_restart()
    {
        await ClientWritesAsync();
        await UseUpAsync();
        await Gateway.RestartAsync(TimeSpan.FromMinutes(1));

        (await SendAsync()).Reason.ShouldBe("message-limit");
    }

    [Fact]
    public async Task A_contact_that_is_forgotten_takes_its_count_along()
    {
        await ClientWritesAsync();
        await UseUpAsync();
        var sent = await Gateway.Store.FindSendsAsync(new("postcards", "", Postcards.Contact), DateTimeOffset.UnixEpoch);
        await Gateway.AdminAsync(HttpMethod.Delete, $"/windows/postcards/{Postcards.Contact}");

        (sent, await Gateway.Store.FindSendsAsync(new("postcards", "", Postcards.Contact), DateTimeOffset.UnixEpoch)).ShouldBe((Postcards.Most, 0));
    }

    [Fact]
    public async Task A_closed_window_is_closed_however_few_were_sent()
    {
        await ClientWritesAsync();
        Gateway.Time.Advance(TimeSpan.FromHours(48));
        var answer = await SendAsync();

        (answer.Reason, answer.Json.GetProperty("errcode").GetInt32()).ShouldBe(("window-closed", 45015));
    }

    [Fact]
    public async Task Nothing_is_counted_on_other_channels()
    {
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        for (var i = 0; i < 2 * Postcards.Most; i++) (await Gateway.SendAsync(Conversation.Messenger)).Reason.ShouldBe("window-open");

        Gateway.Store.Counts.ShouldBe(0);
    }
}
