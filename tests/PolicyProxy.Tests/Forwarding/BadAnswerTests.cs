using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>What is wrong in an answer, and may be mended or refused, but not passed on.</summary>
public sealed class BadAnswerTests : IAsyncLifetime
{
    private TwoWays _ways = null!;

    public async Task InitializeAsync() => _ways = await TwoWays.StartAsync();

    public async Task DisposeAsync() => await _ways.DisposeAsync();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\0b\r\n", '\0')]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\rb\r\n", '\r')]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b=1\r\n", '\r')]
    [InlineData("HTTP/1.1 200 O\0K\r\n", '\0')]
    [InlineData("HTTP/1.1 200 O\rK\r\n", '\r')]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\u001bb\r\n", '\u001b')]
    public async Task A_control_character_does_not_reach_the_client(string head, char character)
    {
        _ways.Upstream.Answer = (connection, _) => connection.WriteAsync($"{head}Content-Length: 2\r\n\r\n{{}}");
        var answer = await _ways.AskAsync(TwoWays.Send());

        answer.Status.ShouldBeOneOf(200, 502);
        answer.Headers.Select(header => header.Value).Append(answer.StartLine).ShouldAllBe(text => !text.Contains(character));
        answer.Headers.Select(header => header.Name).ShouldNotContain("Set-Cookie");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("gzip, chunked")]
    [InlineData("chunked, gzip")]
    [InlineData("x\u000bchunked")]
    public async Task A_coding_that_nobody_can_undo_is_refused(string coding)
    {
        _ways.Upstream.Answer = (connection, _) => connection.WriteAsync($"HTTP/1.1 200 OK\r\nTransfer-Encoding: {coding}\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n");

        (await _ways.SendAsync()).Status.ShouldBe(502);
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("POST", TwoWays.OtherWay)]
    [InlineData("GET", "")]
    public async Task A_length_of_an_answer_that_has_no_body_is_not_waited_for(string method, string way)
    {
        _ways.Upstream.Answer = (connection, _) => connection.WriteAsync("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n");
        var text = method == "POST" ? Conversation.Messenger.Text : "";
        var answer = await _ways.AskAsync(Encoding.ASCII.GetBytes(
            $"{method} {Conversation.Messenger.Path} HTTP/1.1\r\nHost: gateway\r\n{way}Content-Length: {text.Length}\r\n\r\n{text}"));

        (answer.Status, answer.IsWhole, answer.Header("Content-Length")).ShouldBe((204, true, null));
    }

    [Fact]
    public async Task Headers_that_never_end_are_not_waited_for()
    {
        var written = 0;
        _ways.Upstream.Answer = async (connection, _) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\n");
            for (; written < 100_000; written++) await connection.WriteAsync($"X-{written}: {written}\r\n");
        };

        (await _ways.SendAsync()).Status.ShouldBe(502);
        await Eventually.HoldsAsync(() => _ways.Upstream.Connections.Count == 0);
        written.ShouldBeLessThan(100_000);
    }

    [Fact]
    public async Task A_size_of_a_chunk_that_never_ends_is_not_waited_for()
    {
        var written = 0;
        var line = Encoding.ASCII.GetBytes($"1;{new string('x', 10_000)}");
        _ways.Upstream.Answer = async (connection, _) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (; written < 1000; written++) await connection.WriteAsync(line);
        };

        (await _ways.SendAsync()).Status.ShouldBe(502);
        await Eventually.HoldsAsync(() => _ways.Upstream.Connections.Count == 0);
        written.ShouldBeLessThan(1000);
    }
}
