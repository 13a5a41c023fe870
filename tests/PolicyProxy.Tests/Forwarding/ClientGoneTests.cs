using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>A client that hangs up before it has its answer: the other side is told, and its connection serves nobody else.</summary>
public sealed class ClientGoneTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _isAsked = new();
    private readonly TaskCompletionSource _isEnded = new();
    private TwoWays _ways = null!;

    public async Task InitializeAsync() => _ways = await TwoWays.StartAsync();

    public async Task DisposeAsync() => await _ways.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")]
    public async Task The_connection_to_the_other_side_ends(string written)
    {
        _ways.Upstream.Answer = async (connection, _) =>
        {
            await connection.WriteAsync(written);
            _isAsked.SetResult();
            await connection.WaitForEndAsync();
            _isEnded.SetResult();
        };
        using (var client = await _ways.Gateway.ConnectAsync())
        {
            await client.WriteAsync(TwoWays.Send());
            await _isAsked.Task.WaitAsync(Patience);
            if (written.Contains('{')) (await client.AnswersWithinAsync(Patience)).ShouldBeTrue();
        }

        await _isEnded.Task.WaitAsync(Patience);
        _ways.Upstream.Requests.Count.ShouldBe(1);
    }
}
