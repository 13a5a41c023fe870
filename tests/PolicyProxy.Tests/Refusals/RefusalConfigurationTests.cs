using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Refusals;

/// <summary>What is wrong with refusals by webhook in a configuration.</summary>
public sealed class RefusalConfigurationTests
{
    [Theory]
    [InlineData("messenger")]
    [InlineData("instagram")]
    public void A_platform_without_such_a_webhook_says_so(string channel) => ErrorOf(new GatewaySettings().Channel(channel, "Refusal", "Asynchronous"))
        .ShouldBe($"Messaging:Channels:{channel}:Refusal: {char.ToUpperInvariant(channel[0])}{channel[1..]} has no webhook that says that a message failed; Synchronous belongs here, or leave the key out.");

    [Fact]
    public void A_channel_whose_webhooks_come_on_no_route_needs_an_address()
    {
        var settings = new GatewaySettings().Channel("whatsapp", "Refusal", "Asynchronous").Set("ReverseProxy:Routes:webhooks:Metadata:Messaging.Webhook", "messenger,instagram");

        ErrorOf(settings).ShouldStartWith("Messaging:Channels:whatsapp:Refusal: is Asynchronous, and no route has the channel in its Messaging.Webhook");
        ConfigurationErrors.Of(settings.Channel("whatsapp", "RefusalUrl", "http://127.0.0.1:3000/")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("helpdesk.example.com")]
    [InlineData("ftp://helpdesk.example.com/")]
    [InlineData("https://user:hush-hush@helpdesk.example.com/")]
    [InlineData("")]
    public void An_address_that_is_none_is_named_and_not_repeated(string url)
    {
        var error = ErrorOf(new GatewaySettings().Channel("whatsapp", "Refusal", "Asynchronous").Channel("whatsapp", "RefusalUrl", url));

        error.ShouldStartWith("Messaging:Channels:whatsapp:RefusalUrl: is not right;");
        error.ShouldNotContain("hush-hush");
    }

    [Fact]
    public void An_address_that_nothing_is_told_at_is_an_error() =>
        ErrorOf(new GatewaySettings().Channel("whatsapp", "RefusalUrl", "http://127.0.0.1:3000/")).ShouldStartWith("Messaging:Channels:whatsapp:RefusalUrl: nothing is told there");

    private static string ErrorOf(GatewaySettings settings) => ConfigurationErrors.Of(settings).ShouldHaveSingleItem();
}
