using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>What the gateway forwards and gets back is answered, and does not go round.</summary>
public sealed class ForwardingLoopTests : ProxyTest
{
    private static readonly Conversation Client = Conversation.Messenger;

    private readonly int _port = Ports.Take();

    [Theory]
    [InlineData("")]
    [InlineData("graph.facebook.com")]
    public async Task A_send_that_comes_back_is_a_failure_for_the_moment_that_says_why(string host)
    {
        await FindItselfAsync(host);
        await Gateway.ClientWritesAsync(Client);
        var answer = await Gateway.PostAsync(Client.Path, Client.Text);

        (answer.Status, answer.Verdict, answer.Error.GetProperty("code").GetInt32()).ShouldBe((502, "allowed", 2));
        answer.Error.GetProperty("is_transient").GetBoolean().ShouldBeTrue();
        answer.Error.GetProperty("message").GetString()!.ShouldContain("the platform's name leads back to this gateway");
        await Gateway.Log.WaitForAsync("comes back to this gateway");
    }

    [Theory]
    [InlineData("GET", "/v24.0/me")]
    [InlineData("POST", "/v24.0/me/media")]
    public async Task What_is_no_send_does_not_go_round_either(string method, string path)
    {
        await FindItselfAsync("");
        var answer = await Gateway.AskAsync(new(method), path);

        (answer.Status, answer.Reason).ShouldBe((502, "not-a-send"));
    }

    [Fact]
    public async Task A_refused_send_is_refused_where_it_first_arrives()
    {
        await FindItselfAsync("");
        (await Gateway.SendAsync(Client)).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task Gateways_one_behind_the_other_are_no_loop()
    {
        await using var second = await RunningGateway.StartAsync(settings =>
            settings.Set("ReverseProxy:Clusters:graph:Destinations:1:Address", Gateway.Platform.Address));
        await Gateway.RestartAsync(configure: settings => settings.Set("ReverseProxy:Clusters:graph:Destinations:1:Address", second.Address));
        await Gateway.ClientWritesAsync(Client);
        await second.ClientWritesAsync(Client);
        var platform = new Uri(Gateway.Platform.Address).Authority;

        (await Gateway.PostAsync(Client.Path, Client.Text, ("Host", new Uri(second.Address).Authority))).Status.ShouldBe(200);
        Gateway.Platform.Single.Header("Host").ShouldBe(platform);
    }

    [Theory]
    [InlineData("", "^policyproxy-[0-9a-f]{16}$")]
    [InlineData("another-network", "^another-network, ?policyproxy-[0-9a-f]{16}$")]
    public async Task Only_what_comes_by_the_platforms_own_name_is_marked(string before, string after)
    {
        await Gateway.ClientWritesAsync(Client);
        var name = ("Host", new Uri(Gateway.Platform.Address).Authority);
        await Gateway.PostAsync(Client.Path, Client.Text, before.Length == 0 ? [name] : [name, ("CDN-Loop", before)]);

        Gateway.Platform.Single.Header("CDN-Loop").ShouldMatch(after);
    }

    [Theory]
    [InlineData("graph.facebook.com", "graph.facebook.com:8080", true)]
    [InlineData("graph.facebook.com:443", "GRAPH.facebook.com", true)]
    [InlineData("graph.facebook.com:80", "graph.facebook.com:443", true)]
    [InlineData("graph.facebook.com:8443", "graph.facebook.com:8443", true)]
    [InlineData("[2001:db8::1]", "[2001:db8::1]:8080", true)]
    [InlineData("graph.facebook.com:8443", "graph.facebook.com:8080", false)]
    [InlineData("graph.facebook.com:8443", "graph.facebook.com", false)]
    [InlineData("graph.facebook.com", "graph.facebook.co:8080", false)]
    [InlineData("graph.facebook.com", "facebook.com:8080", false)]
    public async Task A_port_in_the_name_it_comes_by_makes_no_difference_where_the_platforms_goes_without_saying(string platform, string host, bool isMarked)
    {
        await Gateway.RestartAsync(configure: settings => settings.Set("ReverseProxy:Clusters:graph:Destinations:1:Host", platform));
        await Gateway.ClientWritesAsync(Client);
        await Gateway.PostAsync(Client.Path, Client.Text, ("Host", host));

        Gateway.Platform.Single.Headers.ContainsKey("CDN-Loop").ShouldBe(isMarked);
    }

    /// <summary>Starts the gateway again, with itself for a platform.</summary>
    /// <param name="host">The name that is asked for there; empty for the address itself.</param>
    private Task FindItselfAsync(string host) => Gateway.RestartAsync(configure: settings =>
    {
        settings.Set("Kestrel:Endpoints:Proxy:Url", $"http://127.0.0.1:{_port}").Set("ReverseProxy:Clusters:graph:Destinations:1:Address", $"http://127.0.0.1:{_port}/");
        if (host.Length > 0) settings.Set("ReverseProxy:Clusters:graph:Destinations:1:Host", host);
    });
}
