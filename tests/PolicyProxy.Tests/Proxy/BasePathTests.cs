using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>An API below a path of its own: <c>/graph</c> is taken away before a request is forwarded, and the root is there.</summary>
public sealed class BasePathTests : ProxyTest
{
    private const string Batch =
        """{"batch":[{"method":"POST","relative_url":"messages","body":"messaging_product=whatsapp&to=4915112345678&type=text&text[body]=Hello"}]}""";

    private static readonly Conversation Client = Conversation.WhatsApp;

    private protected override void Configure(GatewaySettings settings) => settings.SetJson("ReverseProxy:Routes:below", $$"""
        { "ClusterId": "graph", "Order": 0, "Match": { "Path": "/graph/{**path}" },
          "Metadata": { "Messaging.Send": "whatsapp", "Messaging.Account": "{{Client.Account}}" }, "Transforms": [ { "PathRemovePrefix": "/graph" } ] }
        """);

    [Theory]
    [InlineData("/graph/messages", "/messages")]
    [InlineData("/graph/v1/messages", "/v1/messages")]
    [InlineData("/graph//messages/", "/messages")]
    [InlineData("/Graph/MESSAGES", "/messages")]
    [InlineData("/graph/v24.0/106540352242922/messages", "/v24.0/106540352242922/messages")]
    public async Task A_send_is_forwarded_without_the_base_path(string written, string forwarded)
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.PostAsync(written, Client.Text);

        Gateway.Platform.Single.Target.ShouldBe(forwarded);
    }

    [Theory]
    [InlineData("/graph/messages")]
    [InlineData("/graph/v24.0/me/messages")]
    public async Task A_send_is_judged_by_the_account_of_the_route(string path) =>
        (await Gateway.PostAsync(path, Client.Text)).Reason.ShouldBe("no-client-contact");

    [Fact]
    public async Task A_path_that_names_another_account_is_not_understood()
    {
        await Gateway.ClientWritesAsync(Client);

        (await Gateway.PostAsync("/graph/v24.0/777/messages", Client.Text)).Reason.ShouldBe("not-understood");
    }

    [Theory]
    [InlineData("/graph")]
    [InlineData("/graph/")]
    [InlineData("/graph/v24.0")]
    [InlineData("/graph/v24.0/")]
    public async Task A_batch_at_the_root_of_the_API_is_judged(string path)
    {
        var answer = await Gateway.PostAsync(path, Batch);

        (answer.Verdict, Gateway.Platform.Requests.Count).ShouldBe(("refused", 0));
    }

    [Theory]
    [InlineData("/graph", "/")]
    [InlineData("/graph/", "/")]
    [InlineData("/graph/v24.0/", "/v24.0")]
    public async Task A_batch_that_may_go_is_forwarded_to_the_root(string written, string forwarded)
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.PostAsync(written, Batch);

        (Gateway.Platform.Single.Target, Gateway.Platform.Single.Text).ShouldBe((forwarded, Batch));
    }
}
