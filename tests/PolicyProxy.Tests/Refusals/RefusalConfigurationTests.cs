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

    [Theory]
    [InlineData("\"Refusal\": \"Asynchronous\"", "Refusal: is Asynchronous, and nothing says where it may be told; set RefusalHosts or RefusalUrl.")]
    [InlineData("\"RefusalHosts\": [\"helpdesk.example.com\"]", "RefusalHosts: nothing is told there while Refusal is Synchronous; set Refusal to Asynchronous, or leave the key out.")]
    [InlineData("\"Refusal\": \"Asynchronous\", \"RefusalHosts\": [\"https://helpdesk.example.com\"]", "RefusalHosts: \"https://helpdesk.example.com\" is not right; a host such as helpdesk.example.com, with its port")]
    [InlineData("\"Refusal\": \"Asynchronous\", \"RefusalHosts\": [\"helpdesk.example.com:443\"]", "RefusalHosts: \"helpdesk.example.com:443\" is not right; ")]
    [InlineData("\"Refusal\": \"Asynchronous\", \"RefusalHosts\": [\"user@helpdesk.example.com\"]", "RefusalHosts: \"user@helpdesk.example.com\" is not right; ")]
    public void A_described_platform_is_told_which_hosts_to_trust(string channel, string words)
    {
        var settings = new GatewaySettings();
        TwilioCallback.Configure(settings, channel);
        ErrorOf(settings).ShouldStartWith($"Messaging:Channels:twilio:{words}");
    }

    [Fact]
    public void A_platform_whose_sends_name_no_address_needs_no_hosts() =>
        ErrorOf(new GatewaySettings().Channel("whatsapp", "Refusal", "Asynchronous").SetJson("Messaging:Channels:whatsapp:RefusalHosts", "[\"helpdesk.example.com\"]"))
            .ShouldBe("Messaging:Channels:whatsapp:RefusalHosts: sends of WhatsApp name no address to tell at; leave the key out.");

    [Fact]
    public void A_platform_that_is_not_described_to_refuse_later_says_so()
    {
        var settings = new GatewaySettings();
        TwilioCallback.Configure(settings, "\"Refusal\": \"Asynchronous\"");
        settings.Remove("Platforms:Twilio:Answers:Accepted").Remove("Platforms:Twilio:Answers:Failed");
        ErrorOf(settings).ShouldStartWith("Messaging:Channels:twilio:Refusal: Twilio has no webhook that says that a message failed;");
    }

    private static string ErrorOf(GatewaySettings settings) => ConfigurationErrors.Of(settings).ShouldHaveSingleItem();
}
