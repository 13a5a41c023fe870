using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>Connections to the other side are kept and used again, as long as nothing speaks against it.</summary>
public sealed class KeptConnectionTests : IAsyncLifetime
{
    private const int Sends = 20;

    private TwoWays _ways = null!;

    public async Task InitializeAsync() => _ways = await TwoWays.StartAsync();

    public async Task DisposeAsync() => await _ways.DisposeAsync();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\n{}\r\n0\r\nX-Trailer: 1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task A_connection_is_used_again_after_an_answer_that_is_complete(string answer)
    {
        _ways.Upstream.Answer = (connection, _) => connection.WriteAsync(answer);
        for (var send = 0; send < Sends; send++) await _ways.SendAsync();

        (_ways.Upstream.Requests.Count, _ways.Upstream.Accepted).ShouldBe((Sends, 1));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nconnection: Foo, CLOSE\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")]
    public async Task A_connection_is_not_used_again_when_the_answer_says_so(string answer)
    {
        // The other side waits for the gateway to close it.
        _ways.Upstream.Answer = (connection, _) => connection.WriteAsync(answer);
        for (var send = 0; send < Sends; send++) (await _ways.SendAsync()).Status.ShouldBeInRange(200, 204);

        (_ways.Upstream.Requests.Count, _ways.Upstream.Accepted).ShouldBe((Sends, Sends));
        await Eventually.HoldsAsync(() => _ways.Upstream.Connections.Count == 0);
    }

    [Theory]
    [InlineData("timeout=5", 3.999, 1)]
    [InlineData("timeout=5", 4, 2)]
    [InlineData("timeout=5", 4.001, 2)]
    [InlineData("max=100, Timeout=2", 0.999, 1)]
    [InlineData("max=100, Timeout=2", 1, 2)]
    [InlineData("timeout=1", 0.499, 1)]
    [InlineData("timeout=1", 0.5, 2)]
    [InlineData("timeout=0", 0, 2)]
    [InlineData("timeout=soon", 10, 1)]
    [InlineData("max=100", 10, 1)]
    public async Task A_connection_is_not_used_for_as_long_as_the_other_side_keeps_it_but_for_less(string told, double idleSeconds, int connections)
    {
        _ways.Upstream.Answer = (connection, _) => connection.WriteAsync($"HTTP/1.1 200 OK\r\nKeep-Alive: {told}\r\nContent-Length: 2\r\n\r\n{{}}");
        await _ways.SendAsync();
        _ways.Gateway.Time.Advance(TimeSpan.FromSeconds(idleSeconds));
        await _ways.SendAsync();

        (_ways.Upstream.Requests.Count, _ways.Upstream.Accepted).ShouldBe((2, connections));
    }

    [Fact]
    public async Task A_connection_that_nobody_uses_is_closed_after_a_minute_or_little_more()
    {
        await _ways.SendAsync();
        _ways.Gateway.Time.Advance(TimeSpan.FromSeconds(59));
        _ways.Upstream.Connections.Count.ShouldBe(1);
        await Eventually.HoldsAsync(() => _ways.Upstream.Connections.Count == 0, () => _ways.Gateway.Time.Advance(TimeSpan.FromSeconds(15)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kept_connection_that_was_closed_or_broken_meanwhile_is_not_used(bool isBroken)
    {
        for (var send = 1; send <= Sends; send++)
        {
            (await _ways.SendAsync()).Status.ShouldBe(200);
            _ways.Upstream.Requests.Count.ShouldBe(send);
            var connection = _ways.Upstream.Connections.ShouldHaveSingleItem();
            if (isBroken) connection.Reset();
            else connection.Dispose();
            await Eventually.HoldsAsync(() => _ways.Upstream.Connections.Count == 0);
        }

        _ways.Upstream.Accepted.ShouldBe(Sends);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")]
    [InlineData("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n")]
    [InlineData("\r\n")]
    [InlineData("x")]
    public async Task Bytes_that_come_unasked_on_a_kept_connection_are_no_answer_to_the_next_send(string bytes)
    {
        for (var send = 1; send <= Sends; send++)
        {
            (await _ways.SendAsync()).Text.ShouldBe("{}");
            var connection = _ways.Upstream.Connections.ShouldHaveSingleItem();
            await connection.WriteAsync(bytes);
            (await _ways.SendAsync()).Text.ShouldBe("{}");
            await Eventually.HoldsAsync(() => _ways.Upstream.Connections.Count == 1);
        }

        _ways.Upstream.Requests.Count.ShouldBe(2 * Sends);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}\r\n")]
    public async Task Bytes_after_an_answer_are_no_answer_to_the_next_send(string answer)
    {
        _ways.Upstream.Answer = (connection, _) => connection.WriteAsync(answer);
        for (var send = 0; send < Sends; send++) (await _ways.SendAsync()).Text.ShouldBe("{}");

        (_ways.Upstream.Requests.Count, _ways.Upstream.Accepted).ShouldBe((Sends, Sends));
    }

    [Fact]
    public async Task A_destination_that_an_edit_puts_in_place_of_another_gets_the_next_send()
    {
        await using var other = new ScriptedUpstream();
        await _ways.SendAsync();
        _ways.Gateway.Edit(settings => settings.Set("ReverseProxy:Clusters:graph:Destinations:1:Address", other.Address));
        _ways.Gateway.File.Refresh();
        await _ways.SendAsync();

        (_ways.Upstream.Requests.Count, other.Requests.Count).ShouldBe((1, 1));
    }
}
