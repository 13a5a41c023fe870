using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>Another side that answers late, by halves or not at all: nothing reaches it twice, and whoever asked is told what is known.</summary>
public sealed class UpstreamFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan ActivityTimeout = TimeSpan.FromMilliseconds(400);

    private TwoWays _ways = null!;

    public async Task InitializeAsync() => _ways = await TwoWays.StartAsync(configure: settings =>
    {
        foreach (var cluster in new[] { "graph", "helpdesk" })
            settings.Set($"ReverseProxy:Clusters:{cluster}:HttpRequest:ActivityTimeout", ActivityTimeout.ToString());
    });

    public async Task DisposeAsync() => await _ways.DisposeAsync();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_connection_that_ends_without_an_answer_ends_the_request_which_is_not_repeated(bool isKept, bool isReset)
    {
        if (isKept) (await _ways.SendAsync()).Status.ShouldBe(200);
        _ways.Upstream.Forget();
        End(isReset);
        var answer = await _ways.SendAsync();

        (answer.Status, _ways.Upstream.Requests.Count).ShouldBe((502, 1));
        answer.Error.GetProperty("message").GetString()!.ShouldContain("broke the connection off, whether it took the message is not known");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_webhook_whose_connection_ends_without_an_answer_is_not_repeated(bool isKept, bool isReset)
    {
        if (isKept) (await WebhookAsync()).Status.ShouldBe(200);
        _ways.Upstream.Forget();
        End(isReset);

        ((await WebhookAsync()).Status, _ways.Upstream.Requests.Count).ShouldBe((502, 1));
    }

    [Fact]
    public async Task What_cannot_be_connected_to_could_not_be_reached()
    {
        await _ways.Upstream.DisposeAsync();
        var answer = await _ways.SendAsync();

        (answer.Status, answer.Verdict).ShouldBe((502, "allowed"));
        answer.Error.GetProperty("message").GetString()!.ShouldContain("could not be reached");
        (await WebhookAsync()).Status.ShouldBe(502);
    }

    [Fact]
    public async Task What_was_away_is_reached_again_when_it_is_back()
    {
        var port = _ways.Upstream.Port;
        await _ways.SendAsync();
        await _ways.Upstream.DisposeAsync();
        (await _ways.SendAsync()).Status.ShouldBe(502);
        await using var back = new ScriptedUpstream(port: port);

        ((await _ways.SendAsync()).Status, back.Requests.Count).ShouldBe((200, 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 ")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    public async Task An_answer_that_does_not_begin_in_time_is_a_504_and_ends_the_connection(string written)
    {
        _ways.Upstream.Answer = (connection, _) => HangAsync(connection, written);
        var answer = await _ways.SendAsync();

        (answer.Status, answer.Error.GetProperty("is_transient").GetBoolean(), _ways.Upstream.Requests.Count).ShouldBe((504, true, 1));
        await Eventually.HoldsAsync(() => _ways.Upstream.Connections.Count == 0);
    }

    [Fact]
    public async Task A_helpdesk_that_does_not_answer_in_time_is_a_504()
    {
        _ways.Upstream.Answer = (connection, _) => HangAsync(connection, "");

        ((await WebhookAsync()).Status, _ways.Upstream.Requests.Count).ShouldBe((504, 1));
        await Eventually.HoldsAsync(() => _ways.Upstream.Connections.Count == 0);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{}")]
    public async Task An_answer_that_does_not_go_on_in_time_breaks_off(string written)
    {
        _ways.Upstream.Answer = (connection, _) => HangAsync(connection, written);
        var answer = await _ways.AskAsync(TwoWays.Send());

        (answer.IsWhole, _ways.Upstream.Requests.Count).ShouldBe((false, 1));
        await Eventually.HoldsAsync(() => _ways.Upstream.Connections.Count == 0);
    }

    [Fact]
    public async Task An_answer_that_goes_on_takes_as_long_as_it_takes()
    {
        _ways.Upstream.Answer = async (connection, _) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
            for (var letter = 0; letter < 8; letter++)
            {
                await connection.WriteAsync("x");
                await Task.Delay(ActivityTimeout / 4);
            }
        };

        (await _ways.SendAsync()).Text.ShouldBe("xxxxxxxx");
    }

    private static async Task HangAsync(ScriptedConnection connection, string written)
    {
        await connection.WriteAsync(written);
        await connection.WaitForEndAsync();
    }

    private void End(bool isReset) => _ways.Upstream.Answer = (connection, _) =>
    {
        if (isReset) connection.Reset();
        else connection.Dispose();
        return Task.CompletedTask;
    };

    private Task<Answer> WebhookAsync() => _ways.Gateway.WebhookAsync(Conversation.Messenger.Webhook(_ways.Gateway.Now), Conversation.Messenger.Secret);
}
