using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>Webhooks of what a client did that cannot be read: counted apart, named in the log now and then, and forwarded as ever.</summary>
public sealed class UnreadableWebhookTests : ProxyTest
{
    private const string Client = "447700900000";

    private protected override void Configure(GatewaySettings settings) =>
        DescribedPlatform.Configure(settings, "Vonage", "vonage.json", "/vonage/{**rest}", """{ "Platform": "NAME", "Signature": "Ignored" }""");

    [Fact]
    public async Task A_description_that_is_slightly_off_is_counted_apart_and_named()
    {
        await Gateway.RestartAsync(configure: settings => settings.Set("Platforms:Vonage:Webhook:Time", "sent_at"));
        await PostAsync(Message(Client));

        Gateway.Helpdesk.Requests.ShouldHaveSingleItem().Text.ShouldBe(Message(Client));
        (await Gateway.Log.WaitForRequestsAsync())[^1].ShouldContain("reason=unreadable");
        Gateway.Log.Complaints.Single(line => line.Contains("opened no window", StringComparison.Ordinal))
            .ShouldStartWith("Channel vonage of Vonage: what a client did opened no window, since nothing that can be used stands at Webhook:Time sent_at.");
        await ShouldCountAsync("""policyproxy_webhooks_total{result="unreadable"}""", 1);
        await ShouldCountAsync("""policyproxy_webhooks_total{result="nothing-to-record"}""", 0);
        await ShouldCountAsync("""policyproxy_client_contacts_unreadable_total{channel="vonage"}""", 1);
        await ShouldCountAsync("""policyproxy_client_contacts_total{channel="vonage"}""", 0);
    }

    [Fact]
    public async Task What_the_description_calls_unreadable_is_named_so()
    {
        await Gateway.RestartAsync(configure: settings => settings.SetJson("Platforms:Vonage:Webhook:Unreadable", """[ { "When": [ { "Value": "cipher", "Exists": true } ] } ]"""));
        await PostAsync("""{"cipher":"AAAA"}""");

        Gateway.Log.Complaints.Single(line => line.Contains("opened no window", StringComparison.Ordinal))
            .ShouldStartWith("Channel vonage of Vonage: an event came that Webhook:Unreadable of the platform's description calls unreadable, ");
        await ShouldCountAsync("""policyproxy_client_contacts_unreadable_total{channel="vonage"}""", 1);
    }

    [Fact]
    public async Task The_others_of_the_webhook_are_recorded()
    {
        await PostAsync($"[{Message("nobody")},{Message(Client)}]");

        await ShouldCountAsync("""policyproxy_webhooks_total{result="recorded"}""", 1);
        await ShouldCountAsync("""policyproxy_webhooks_total{result="unreadable"}""", 0);
        await ShouldCountAsync("""policyproxy_client_contacts_unreadable_total{channel="vonage"}""", 1);
        await ShouldCountAsync("""policyproxy_client_contacts_total{channel="vonage"}""", 1);
        Gateway.Log.Count("nobody").ShouldBe(0);
    }

    [Fact]
    public async Task The_log_names_a_place_at_most_every_ten_minutes()
    {
        for (var i = 0; i < 3; i++) await PostAsync(Message("nobody"));
        Gateway.Log.Count("Webhook:Contact from").ShouldBe(1);
        await PostAsync(Message(Client, "to"));
        Gateway.Log.Count("Webhook:Account to").ShouldBe(1);

        Gateway.Time.Advance(TimeSpan.FromMinutes(10));
        await PostAsync(Message("nobody"));
        Gateway.Log.Count("Webhook:Contact from").ShouldBe(2);
        await ShouldCountAsync("""policyproxy_client_contacts_unreadable_total{channel="vonage"}""", 5);
    }

    [Fact]
    public async Task What_names_no_account_where_a_window_is_an_accounts_is_counted_too()
    {
        await PostAsync(Message(Client).Replace("\"to\":\"447700900001\",", "", StringComparison.Ordinal));

        await ShouldCountAsync("""policyproxy_webhooks_total{result="unreadable"}""", 1);
        Gateway.Log.Count("stands at the account").ShouldBe(1);
    }

    [Theory]
    [InlineData("whatsapp")]
    [InlineData("messenger")]
    [InlineData("instagram")]
    public async Task A_built_in_platforms_is_counted_too(string channel)
    {
        var conversation = Conversation.On(channel switch { "whatsapp" => "WhatsApp", "messenger" => "Messenger", _ => "Instagram" });
        var webhook = conversation.Webhook(Gateway.Now).Replace("\"timestamp\"", "\"sent\"", StringComparison.Ordinal);
        (await Gateway.WebhookAsync(webhook, conversation.Secret)).Status.ShouldBe(200);

        Gateway.Helpdesk.Requests.ShouldHaveSingleItem();
        await ShouldCountAsync("""policyproxy_webhooks_total{result="unreadable"}""", 1);
        await ShouldCountAsync($$"""policyproxy_client_contacts_unreadable_total{channel="{{channel}}"}""", 1);
        Gateway.Log.Count("at timestamp").ShouldBe(1);
    }

    [Fact]
    public async Task What_is_no_clients_act_is_nothing_to_record()
    {
        await PostAsync("""{"channel":"whatsapp","status":"delivered","message_uuid":"a"}""");
        await ShouldCountAsync("""policyproxy_webhooks_total{result="nothing-to-record"}""", 1);
        await ShouldCountAsync("""policyproxy_client_contacts_unreadable_total{channel="vonage"}""", 0);
    }

    private static string Message(string from, string to = "447700900001") =>
        $$"""{"channel":"whatsapp","to":"{{to}}","from":"{{from}}","timestamp":"2026-11-22T08:00:00Z","message_type":"text"}""";

    private async Task PostAsync(string body) => (await Gateway.PostAsync("/own/vonage", body)).Status.ShouldBe(200);

    private async Task ShouldCountAsync(string series, double count) =>
        new PrometheusPage((await Gateway.AdminAsync("/metrics")).Text).Series[series].ShouldBe(count);
}
