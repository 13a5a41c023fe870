using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>Which of a route's channels a send belongs to.</summary>
public sealed class ChannelChoiceTests : ProxyTest
{
    private const string Provider = "waba-v2.360dialog.io";

    [Theory]
    [InlineData("WhatsApp", "whatsapp")]
    [InlineData("Messenger", "messenger")]
    [InlineData("Instagram", "instagram")]
    public async Task The_channel_that_knows_the_recipient_judges(string platform, string channel)
    {
        await Gateway.ClientWritesAsync(Conversation.On(platform));
        await Gateway.SendAsync(Conversation.On(platform));

        (await SendLineAsync(2)).ShouldContain($"channel={channel} ");
    }

    [Theory]
    [InlineData("whatsapp,messenger,instagram", "messenger")]
    [InlineData("instagram,whatsapp,messenger", "instagram")]
    public async Task A_stranger_is_judged_by_the_first_channel_in_the_list(string channels, string channel)
    {
        await Gateway.RestartAsync(configure: settings => settings.Set("ReverseProxy:Routes:graph-api:Metadata:Messaging.Send", channels));
        await Gateway.SendAsync(Conversation.Messenger);

        (await SendLineAsync(1)).ShouldContain($"channel={channel} ");
    }

    [Fact]
    public async Task A_stranger_is_answered_as_the_first_channels_platform_does()
    {
        await Gateway.RestartAsync(configure: settings =>
            settings.Set("ReverseProxy:Routes:graph-api:Metadata:Messaging.Send", "instagram,messenger"));

        (await Gateway.SendAsync(Conversation.Messenger)).Error.GetProperty("error_subcode").GetInt32().ShouldBe(2534022);
    }

    [Fact]
    public async Task Of_two_channels_that_know_the_recipient_the_one_last_written_on_judges()
    {
        var sameId = Conversation.Instagram with { Contact = Conversation.Messenger.Contact };
        await Gateway.ClientWroteAsync(Conversation.Messenger, TimeSpan.FromHours(25));
        await Gateway.ClientWritesAsync(sameId);

        (await Gateway.SendAsync(Conversation.Messenger)).Verdict.ShouldBe("allowed");
    }

    [Theory]
    [InlineData("111", "support")]
    [InlineData("222", "sales")]
    public async Task Channels_of_one_platform_are_told_apart_by_their_accounts(string account, string channel)
    {
        await StartWithTwoNumbersAsync();
        await Gateway.SendAsync(Conversation.WhatsApp with { Account = account });

        (await SendLineAsync(1)).ShouldContain($"channel={channel} ");
    }

    [Fact]
    public async Task A_window_on_one_of_two_channels_is_none_on_the_other()
    {
        await StartWithTwoNumbersAsync();
        await Gateway.ClientWritesAsync(Conversation.WhatsApp with { Account = "111" });

        (await Gateway.SendAsync(Conversation.WhatsApp with { Account = "222" })).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task An_account_that_no_channel_lists_belongs_to_the_one_that_lists_none()
    {
        await StartWithTwoNumbersAsync(settings => settings.SetJson("Messaging:Channels:sales:Accounts", "[]"));
        await Gateway.SendAsync(Conversation.WhatsApp with { Account = "333" });

        (await SendLineAsync(1)).ShouldContain("channel=sales ");
    }

    [Fact]
    public async Task A_route_with_an_account_of_its_own_needs_none_in_the_path()
    {
        await StartWith360DialogAsync();
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);

        (await SendTo360DialogAsync("/messages")).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task A_route_with_an_account_of_its_own_judges_by_that_accounts_windows()
    {
        await StartWith360DialogAsync();
        await Gateway.ClientWritesAsync(Conversation.WhatsApp with { Account = "777000111222333" });

        (await SendTo360DialogAsync("/messages")).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task A_route_with_an_account_of_its_own_does_not_take_another_one_in_the_path()
    {
        await StartWith360DialogAsync();
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);

        (await SendTo360DialogAsync("/v24.0/777000111222333/messages")).Reason.ShouldBe("not-understood");
    }

    [Fact]
    public async Task A_webhook_that_names_no_account_counts_for_the_routes_own()
    {
        await StartWith360DialogAsync();
        var nameless = Conversation.WhatsApp.Webhook(Gateway.Now).Replace("\"phone_number_id\"", "\"something_else\"");
        await Gateway.WebhookAsync(nameless, GatewaySettings.WhatsAppSecret);

        (await SendTo360DialogAsync("/messages")).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task A_path_without_an_account_is_forwarded_in_its_canonical_form()
    {
        await StartWith360DialogAsync();
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        await SendTo360DialogAsync("//Messages/");

        Gateway.Platform.Single.Target.ShouldBe("/messages");
    }

    [Fact]
    public async Task A_route_without_a_channel_is_plain_YARP()
    {
        await Gateway.RestartAsync(configure: settings => settings
            .SetJson("ReverseProxy:Routes:plain", """{ "ClusterId": "graph", "Order": 0, "Match": { "Path": "/plain/{**rest}" } }"""));
        var answer = await Gateway.PostAsync("/plain/me/messages", Conversation.Messenger.Text);

        (answer.Status, answer.Verdict, answer.Reason).ShouldBe((200, null, null));
    }

    private Task StartWith360DialogAsync() => Gateway.RestartAsync(configure: settings =>
        settings.SendRoute(Provider, "whatsapp", Conversation.WhatsApp.Account));

    private Task<Answer> SendTo360DialogAsync(string path) =>
        Gateway.PostAsync(path, Conversation.WhatsApp.Text, ("Host", Provider), ("D360-API-KEY", "key"));

    private Task StartWithTwoNumbersAsync(Action<GatewaySettings>? configure = null) => Gateway.RestartAsync(configure: settings =>
    {
        foreach (var (channel, account) in new[] { ("support", "111"), ("sales", "222") })
        {
            settings.SetJson(
                $"Messaging:Channels:{channel}",
                $$"""{ "Platform": "WhatsApp", "AppSecrets": ["{{GatewaySettings.WhatsAppSecret}}"], "Accounts": ["{{account}}"] }""");
        }

        settings.Remove("Messaging:Channels:whatsapp");
        settings.Set("ReverseProxy:Routes:webhooks:Metadata:Messaging.Webhook", "support,sales,messenger,instagram");
        settings.Set("ReverseProxy:Routes:graph-api:Metadata:Messaging.Send", "support,sales");
        configure?.Invoke(settings);
    });

    private async Task<string> SendLineAsync(int requests) =>
        (await Gateway.Log.WaitForRequestsAsync(requests)).Single(line => line.StartsWith("send", StringComparison.Ordinal));
}
