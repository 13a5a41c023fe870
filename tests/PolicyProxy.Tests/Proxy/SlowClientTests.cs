using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>Whoever takes too long over a request is cut off.</summary>
public sealed class SlowClientTests : ProxyTest
{
    private const string Json = "Content-Type: application/json\r\n";

    private static readonly Conversation Client = Conversation.Messenger;
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_head_has_ten_seconds() => Gateway.ServerLimits.RequestHeadersTimeout.ShouldBe(TimeSpan.FromSeconds(10));

    [Fact]
    public void A_body_has_the_least_rate_of_the_server() =>
        Gateway.ServerLimits.MinRequestBodyDataRate.ShouldNotBeNull().BytesPerSecond.ShouldBe(240);

    [Fact]
    public async Task A_send_whose_body_takes_a_minute_is_a_408_in_the_platforms_shape()
    {
        using var connection = await HalfAsync(Client.Path);
        Gateway.Time.Advance(Longest);
        var answer = await connection.ReadAnswerAsync();

        (answer.Status, answer.Header("Content-Type")).ShouldBe((408, "application/json; charset=UTF-8"));
        (answer.Error.GetProperty("code").GetInt32(), answer.Reason, Gateway.Platform.Requests.Count).ShouldBe((100, "not-understood", 0));
    }

    [Fact]
    public async Task A_webhook_whose_body_takes_a_minute_is_a_408_and_not_forwarded()
    {
        using var connection = await HalfAsync("/webhooks/a");
        Gateway.Time.Advance(Longest);

        ((await connection.ReadAnswerAsync()).Status, Gateway.Helpdesk.Requests.Count).ShouldBe((408, 0));
    }

    [Fact]
    public async Task A_large_body_that_takes_a_minute_is_a_408()
    {
        using var connection = await Gateway.AnnounceAsync(Client.Path, "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n");
        await connection.WriteAsync(new byte[5_000_000]);
        Gateway.Time.Advance(Longest);

        (await connection.ReadAnswerAsync()).Status.ShouldBe(408);
    }

    [Fact]
    public async Task A_body_that_takes_a_tick_less_is_forwarded()
    {
        await Gateway.ClientWritesAsync(Client);
        using var connection = await HalfAsync(Client.Path);
        Gateway.Time.Advance(Longest - Tick);
        await connection.WriteAsync(Encoding.ASCII.GetBytes(Client.Text[10..]));

        (await connection.ReadAnswerAsync()).Verdict.ShouldBe("allowed");
        Gateway.Platform.Single.Text.ShouldBe(Client.Text);
    }

    [Fact]
    public async Task The_connection_of_a_quick_one_serves_for_longer_than_a_minute()
    {
        await Gateway.ClientWritesAsync(Client);
        using var connection = await Gateway.ConnectAsync();
        await connection.AskAsync($"POST {Client.Path}", Json, Client.Text);
        Gateway.Time.Advance(Longest);

        (await connection.AskAsync($"POST {Client.Path}", Json, Client.Text)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task A_platform_may_take_longer_over_its_answer()
    {
        await Gateway.ClientWritesAsync(Client);
        Gateway.Platform.Answer = _ =>
        {
            Gateway.Time.Advance(Longest);
            return Task.CompletedTask;
        };

        (await Gateway.SendAsync(Client)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_is_no_send_and_breaks_in_its_own_body_is_not_the_platforms_fault()
    {
        using var connection = await Gateway.ConnectAsync();
        var answer = await connection.AskAsync("POST /v24.0/1/media", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\nzz\r\n"u8.ToArray());

        (answer.Status, answer.Error.GetProperty("code").GetInt32()).ShouldBe((400, 100));
        answer.Error.GetProperty("message").GetString()!.ShouldContain("malformed or came too slowly");
    }

    [Fact]
    public async Task A_slow_one_is_in_nobodys_way()
    {
        await Gateway.ClientWritesAsync(Client);
        using var connection = await HalfAsync(Client.Path);

        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("allowed");
    }

    // The first ten bytes of a body.
    private async Task<RawConnection> HalfAsync(string path)
    {
        var connection = await Gateway.AnnounceAsync(path, $"{Json}Content-Length: {Client.Text.Length}\r\n");
        await connection.WriteAsync(Encoding.ASCII.GetBytes(Client.Text[..10]));
        return connection;
    }
}
