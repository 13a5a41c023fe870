using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>An answer that comes before the other side has read the whole body, as large ones are refused.</summary>
public sealed class EarlyAnswerTests : IAsyncLifetime
{
    private const int Sends = 3;

    // More than the systems on both ends take together, less than what is kept in a file.
    private const int Large = 1_000_000;
    private const int Little = 8 * 1024;

    private readonly TaskCompletionSource _end = new();
    private TwoWays _ways = null!;

    public async Task InitializeAsync() => _ways = await TwoWays.StartAsync(new(buffer: Little) { AnswersHeads = true });

    public async Task DisposeAsync()
    {
        _end.SetResult();
        await _ways.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Connection: close\r\n")]
    public async Task It_is_passed_on_when_the_rest_is_read_and_dropped(string header)
    {
        _ways.Upstream.Answer = (connection, _) => connection.WriteAsync(TooLarge(header));

        await ShouldBePassedOnAsync();
    }

    [Fact]
    public async Task It_is_passed_on_when_nobody_reads_the_rest()
    {
        _ways.Upstream.Answer = async (connection, _) =>
        {
            await connection.WriteAsync(TooLarge("Connection: close\r\n"));
            await _end.Task;
        };

        await ShouldBePassedOnAsync();
    }

    private static string TooLarge(string header) => $"HTTP/1.1 413 Content Too Large\r\n{header}Content-Length: 9\r\n\r\ntoo large";

    private async Task ShouldBePassedOnAsync()
    {
        for (var send = 0; send < Sends; send++)
        {
            var answer = await _ways.Gateway.PostAsync(Conversation.Messenger.Path, Conversation.Messenger.Text.PadRight(Large)).WaitAsync(TimeSpan.FromSeconds(5));
            (answer.Status, answer.Text).ShouldBe((413, "too large"));
        }

        // What is left of a body was not taken for a request.
        _ways.Upstream.Requests.Select(request => request.StartLine).ShouldBe(Enumerable.Repeat($"POST {Conversation.Messenger.Path} HTTP/1.1", Sends));
    }
}
