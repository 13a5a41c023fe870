using System.Net;
using System.Net.Sockets;
using System.Text;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>A line, and at its other end somebody who answers as the test says.</summary>
public sealed class RedisLineTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpClient _near = new();
    private TcpClient _far = null!;
    private RedisLine _line = null!;

    public async Task InitializeAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await _near.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        _far = await listener.AcceptTcpClientAsync();
        _line = new(_near.GetStream());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _line.Dispose();
        _near.Dispose();
        _far.Dispose();
    }

    [Fact]
    public async Task Answers_that_come_byte_by_byte_are_given_to_who_asked_for_them()
    {
        var (one, two) = (AskAsync(1), AskAsync(2));
        foreach (var part in ":1\r\n$2\r\n\r\n\r\n*1\r\n:3\r\n") await AnswerAsync($"{part}");

        (await one).ShouldHaveSingleItem().Number.ShouldBe(1);
        var answers = await two;
        answers[0].Bytes.ShouldBe("\r\n"u8.ToArray());
        answers[1].Items!.ShouldHaveSingleItem().Number.ShouldBe(3);
        _line.IsAwaited.ShouldBeFalse();
    }

    [Fact]
    public async Task An_error_among_several_answers_leaves_the_others_where_they_belong()
    {
        var (one, two) = (AskAsync(3), AskAsync(1));
        await AnswerAsync(":1\r\n-LOADING Redis is loading\r\n:3\r\n:4\r\n");

        var answers = await one;
        (answers[0].Number, answers[1].Error, answers[2].Number).ShouldBe((1, "LOADING Redis is loading", 3));
        (await two)[0].Number.ShouldBe(4);
    }

    [Fact]
    public async Task Who_is_answered_may_ask_again_at_once()
    {
        var again = Task.Run(async () =>
        {
            for (var i = 0; i < 1000; i++) (await AskAsync(1))[0].Number.ShouldBe(i);
        });
        var asked = new byte[16];
        for (var i = 0; i < 1000; i++)
        {
            await _far.GetStream().ReadExactlyAsync(asked.AsMemory(0, Ping.Length)).AsTask().WaitAsync(Patience);
            await AnswerAsync($":{i}\r\n");
        }

        await again;
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("\r\n")]
    [InlineData("$9223372036854775807\r\nx")]
    [InlineData(":1\r\n:2\r\n:3\r\n:unasked\r\n")]
    [InlineData("")]
    public async Task What_is_no_answer_ends_the_line_and_fails_those_who_wait(string garbage)
    {
        var (one, two) = (AskAsync(2), AskAsync(2));
        await AnswerAsync(garbage);
        if (garbage.Length == 0) _far.Close();

        await Should.ThrowAsync<IOException>(() => two);
        if (!garbage.StartsWith(':')) await Should.ThrowAsync<IOException>(() => one);
        _line.IsOpen.ShouldBeFalse();
        Should.Throw<IOException>(() => { _ = AskAsync(1); });
        _near.Connected.ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_that_was_not_asked_for_ends_the_line()
    {
        await AnswerAsync("-ERR max number of clients reached\r\n");
        await Eventually.HoldsAsync(() => !_line.IsOpen);
    }

    [Fact]
    public async Task An_answer_without_end_ends_the_line()
    {
        var asked = AskAsync(1);
        await AnswerAsync("$500000000\r\n");
        var flood = FloodAsync();

        (await Should.ThrowAsync<IOException>(() => asked)).Message.ShouldContain("more than makes sense");
        await flood;
    }

    [Fact]
    public async Task A_line_that_breaks_while_much_is_being_sent_fails_everybody()
    {
        var much = new byte[4 * 1024 * 1024];
        var asked = Enumerable.Range(0, 10).Select(_ => _line.AskAsync(much, 1)).ToList();
        _far.Client.Close(timeout: 0);

        foreach (var one in asked) await Should.ThrowAsync<IOException>(() => one).WaitAsync(Patience);
    }

    [Fact]
    public async Task Who_asks_while_the_line_is_being_closed_is_answered_or_told()
    {
        var asking = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (true) await AskAsync(1);
        })).ToList();
        await Task.Delay(50);
        _line.Dispose();

        foreach (var one in asking) await Should.ThrowAsync<IOException>(() => one).WaitAsync(Patience);
        _line.IsAwaited.ShouldBeFalse();
    }

    private static ReadOnlySpan<byte> Ping => "*1\r\n$4\r\nPING\r\n"u8;

    private Task<RespValue[]> AskAsync(int answers) => _line.AskAsync(Ping, answers).WaitAsync(Patience);

    private async Task AnswerAsync(string answer) => await _far.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer));

    private async Task FloodAsync()
    {
        var much = new byte[1024 * 1024];
        try
        {
            while (true) await _far.GetStream().WriteAsync(much);
        }
        catch (IOException)
        {
            // It is closed, as it should be.
        }
    }
}
