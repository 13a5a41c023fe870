using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>The gateway, run with an example, does what the example is for: webhooks in, sends out.</summary>
public sealed class ExampleTrafficTests
{
    private static readonly Conversation WhatsApp = Conversation.WhatsApp;

    [Fact]
    public async Task Chatwoot_sends_by_WhatsApp_once_the_client_wrote()
    {
        await using var gateway = await StartAsync("chatwoot.json");
        (await gateway.SendAsync(WhatsApp.Path, WhatsApp.Text)).Error.GetProperty("code").GetInt32().ShouldBe(131047);

        await gateway.ClientWritesAsync("/webhooks/whatsapp/+15550783881", WhatsApp);
        await IsSentAsync(gateway, WhatsApp.Path, WhatsApp.Text);
    }

    [Theory]
    [InlineData("WhatsApp", "/graph")]
    [InlineData("Messenger", "/graph")]
    [InlineData("Instagram", "/instagram")]
    public async Task A_custom_helpdesk_sends_by_all_platforms_below_paths_of_its_own(string platform, string prefix)
    {
        await using var gateway = await StartAsync("custom-helpdesk.json");
        var client = Conversation.On(platform);
        (await gateway.SendAsync(prefix + client.Path, client.Text)).Reason.ShouldBe("no-client-contact");

        await gateway.ClientWritesAsync("/hooks/meta", client);
        await IsSentAsync(gateway, prefix + client.Path, client.Text, client.Path);
    }

    [Fact]
    public async Task Of_several_numbers_each_answers_those_who_wrote_to_it()
    {
        await using var gateway = await StartAsync("several-numbers.json");
        var sales = WhatsApp with { Account = "106540352242944" };
        await gateway.ClientWritesAsync("/webhooks/meta", sales);

        (await gateway.SendAsync(WhatsApp.Path, WhatsApp.Text)).Reason.ShouldBe("no-client-contact");
        await IsSentAsync(gateway, sales.Path, sales.Text);
    }

    [Fact]
    public async Task Of_several_numbers_a_template_passes_where_the_number_allows_it()
    {
        await using var gateway = await StartAsync("several-numbers.json");
        const string Template = """{"messaging_product":"whatsapp","to":"4915112345678","type":"template","template":{"name":"offer","language":{"code":"en"}}}""";

        (await gateway.SendAsync(WhatsApp.Path, Template)).Reason.ShouldBe("no-client-contact");
        (await gateway.SendAsync("/v24.0/106540352242933/messages", Template)).Reason.ShouldBe("allowed-outside-window");
    }

    [Fact]
    public async Task A_number_that_no_channel_names_is_refused()
    {
        await using var gateway = await StartAsync("several-numbers.json");
        var stranger = WhatsApp with { Account = "106540352242999" };
        await gateway.ClientWritesAsync("/webhooks/meta", stranger);

        (await gateway.SendAsync(stranger.Path, stranger.Text)).Verdict.ShouldBe("refused");
    }

    [Theory]
    [InlineData("/messages", """{"messaging_product":"whatsapp","to":"4915112345678","type":"text","text":{"body":"Hello"}}""")]
    [InlineData("/v1/messages", """{"to":"4915112345678","type":"text","text":{"body":"Hello"}}""")]
    public async Task By_360dialog_paths_name_no_number_and_webhooks_have_no_signature(string path, string text)
    {
        await using var gateway = await StartAsync("360dialog.json");
        (await gateway.SendAsync(path, text)).Error.GetProperty("code").GetInt32().ShouldBe(131047);

        await gateway.ClientWritesAsync("/webhooks/360dialog", WhatsApp, isSigned: false);
        await IsSentAsync(gateway, path, text);
    }

    [SkippableFact]
    public async Task What_one_of_several_gateways_records_another_knows()
    {
        await using var redis = await RedisServer.StartAsync();
        var here = ("Messaging:Store:ConnectionString", redis.ConnectionString);
        await using var first = await StartAsync("several-gateways.json", here);
        await using var second = await StartAsync("several-gateways.json", here);
        (await second.SendAsync(WhatsApp.Path, WhatsApp.Text)).Reason.ShouldBe("no-client-contact");

        await first.ClientWritesAsync("/webhooks/meta", WhatsApp);
        await IsSentAsync(second, WhatsApp.Path, WhatsApp.Text);
    }

    [Theory]
    [InlineData("WhatsApp")]
    [InlineData("Messenger")]
    public async Task Observing_forwards_what_would_be_refused_and_tells(string platform)
    {
        await using var gateway = await StartAsync("observe-first.json");
        var client = Conversation.On(platform);
        await gateway.ClientWritesAsync("/webhooks/meta", client, ago: TimeSpan.FromHours(30));
        var stranger = client with { Contact = client.Contact[..^1] + "9" };

        await IsSentAsync(gateway, client.Path, client.Text, verdict: "observed", reason: "window-closed");
        (await gateway.SendAsync(stranger.Path, stranger.Text)).Reason.ShouldBe("warming-up");
    }

    [Theory]
    [InlineData("Messenger")]
    [InlineData("Instagram")]
    public async Task A_person_has_seven_days_and_a_bot_has_one(string platform)
    {
        await using var gateway = await StartAsync("human-agent-7-days.json");
        var client = Conversation.On(platform);
        await gateway.ClientWritesAsync("/webhooks/meta", client, ago: TimeSpan.FromDays(3));

        (await gateway.SendAsync(client.Path, client.Text, ("X-Message-Origin", "bot"))).Reason.ShouldBe("content-not-permitted");
        (await gateway.SendAsync(client.Path, client.Text)).Reason.ShouldBe("extended-window-open");
        gateway.Platform.Single.Text.ShouldContain("\"HUMAN_AGENT\"");
    }

    private static Task<ShippedGateway> StartAsync(string example, params (string Key, string Value)[] settings) =>
        ShippedGateway.StartAsync(RepositoryFile.Read("config", "examples", example), settings);

    /// <summary>Sends, and sees that the platform got that and nothing else, byte for byte.</summary>
    private static async Task IsSentAsync(
        ShippedGateway gateway, string path, string body, string? forwarded = null, string verdict = "allowed", string reason = "window-open")
    {
        var answer = await gateway.SendAsync(path, body);
        (answer.Status, answer.Verdict, answer.Reason).ShouldBe((200, verdict, reason));
        (gateway.Platform.Single.Target, gateway.Platform.Single.Text).ShouldBe((forwarded ?? path, body));
    }
}
