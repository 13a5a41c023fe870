using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>The ways in which a destination can be written, and what is set beside it.</summary>
public sealed class DestinationTests
{
    private const string Graph = "ReverseProxy:Clusters:graph";
    private const string Address = $"{Graph}:Destinations:1:Address";

    private static readonly string[] BothWays = ["", TwoWays.OtherWay];

    [Theory]
    [InlineData("http://127.0.0.1:{0}", "/v24.0", "127.0.0.1:{0}")]
    [InlineData("http://127.0.0.1:{0}/", "/v24.0", "127.0.0.1:{0}")]
    [InlineData("http://127.0.0.1:{0}/base", "/base/v24.0", "127.0.0.1:{0}")]
    [InlineData("http://127.0.0.1:{0}/base/b%20c/", "/base/b%20c/v24.0", "127.0.0.1:{0}")]
    [InlineData("HTTP://127.0.0.1:{0}/", "/v24.0", "127.0.0.1:{0}")]

    // The name stands for an IPv6 address, too, at which nobody listens.
    [InlineData("http://localhost:{0}/", "/v24.0", "localhost:{0}")]
    public async Task It_is_found_and_called_as_it_is_written(string address, string path, string host)
    {
        await using var ways = await StartAsync((settings, port) => settings.Set(Address, Fill(address, port)));
        foreach (var mark in BothWays)
        {
            var (answer, request) = await AskAsync(ways, mark);

            answer.Status.ShouldBe(200);
            request.StartLine.ShouldBe($"POST {path}/{Conversation.Messenger.Account}/messages HTTP/1.1");
            request.Header("Host").ShouldBe(Fill(host, ways.Upstream.Port));
        }
    }

    [Fact]
    public async Task It_is_called_by_the_host_name_that_is_set_beside_it()
    {
        await using var ways = await StartAsync((settings, _) => settings.Set($"{Graph}:Destinations:1:Host", "graph.example.com"));

        foreach (var mark in BothWays) (await AskAsync(ways, mark)).Request.Header("Host").ShouldBe("graph.example.com");
    }

    [Fact]
    public async Task It_is_spoken_to_in_HTTP_2_where_that_is_set()
    {
        await using var ways = await StartAsync((settings, _) => settings
            .Set($"{Graph}:HttpRequest:Version", "2").Set($"{Graph}:HttpRequest:VersionPolicy", "RequestVersionExact"));

        // The upstream cannot, and hangs up on what it cannot read.
        ways.Upstream.Answer = (connection, _) =>
        {
            connection.Dispose();
            return Task.CompletedTask;
        };
        foreach (var mark in BothWays)
        {
            ways.Upstream.Forget();
            await ways.AskAsync(TwoWays.Send(mark: mark));
            var lines = ways.Upstream.Requests.Select(request => request.StartLine).ToList();
            lines.ShouldContain("PRI * HTTP/2.0");
            lines.ShouldAllBe(line => !line.Contains("HTTP/1.1"));
        }
    }

    [Fact]
    public async Task Of_several_each_gets_its_share()
    {
        await using var second = new ScriptedUpstream();
        await using var ways = await StartAsync((settings, _) => settings
            .Set($"{Graph}:LoadBalancingPolicy", "RoundRobin").Set($"{Graph}:Destinations:2:Address", second.Address));
        for (var send = 0; send < 10; send++) (await ways.SendAsync()).Status.ShouldBe(200);

        (ways.Upstream.Requests.Count, second.Requests.Count).ShouldBe((5, 5));
        (ways.Upstream.Accepted, second.Accepted).ShouldBe((1, 1));
    }

    private static string Fill(string text, int port) => text.Replace("{0}", $"{port}");

    private static Task<TwoWays> StartAsync(Action<GatewaySettings, int> configure)
    {
        var upstream = new ScriptedUpstream();
        return TwoWays.StartAsync(upstream, settings => configure(settings, upstream.Port));
    }

    private static async Task<(WireMessage Answer, WireMessage Request)> AskAsync(TwoWays ways, string mark)
    {
        var answer = await ways.AskAsync(TwoWays.Send(mark: mark));
        return (answer, ways.Upstream.Requests.Last());
    }
}
