using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Admin;

/// <summary><c>GET /metrics</c>: the metrics of the contract, as Prometheus reads them.</summary>
public sealed class MetricsTests : ProxyTest
{
    private const string Sends = "policyproxy_sends_total";

    [Theory]
    [InlineData(Sends, "counter")]
    [InlineData("policyproxy_client_contacts_total", "counter")]
    [InlineData("policyproxy_webhooks_total", "counter")]
    [InlineData("policyproxy_window_cache_hits_total", "counter")]
    [InlineData("policyproxy_journal_records", "gauge")]
    [InlineData("policyproxy_store_operation_seconds", "histogram")]
    [InlineData("kestrel_active_connections", "gauge")]
    [InlineData("yarp_requests_started_total", "counter")]
    [InlineData("yarp_current_requests", "gauge")]
    [InlineData("dotnet_process_memory_working_set_bytes", "gauge")]
    [InlineData("dotnet_process_cpu_time_seconds_total", "counter")]
    [InlineData("dotnet_gc_collections_total", "counter")]
    public async Task A_metric_is_there_from_the_first_time_somebody_asks(string name, string type)
    {
        await Gateway.SendAsync(Conversation.Messenger);

        (await MetricsAsync()).Types.ShouldContainKeyAndValue(name, type);
    }

    [Fact]
    public async Task The_page_says_what_it_is_and_nobody_keeps_it()
    {
        var answer = await Gateway.AdminAsync("/metrics");

        answer.Header("Content-Type").ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        answer.Header("Cache-Control").ShouldBe("no-store");
    }

    [Fact]
    public async Task Before_the_first_request_the_counters_of_every_channel_are_zero()
    {
        var metrics = await MetricsAsync();

        foreach (var channel in new[] { "whatsapp", "messenger", "instagram" })
        {
            metrics.Series[$"policyproxy_client_contacts_total{{channel=\"{channel}\"}}"].ShouldBe(0);
            metrics.Series[Send(channel, "allowed", "window-open")].ShouldBe(0);
            metrics.Series[Send(channel, "refused", "window-closed")].ShouldBe(0);
            metrics.Series[Send(channel, "temporary", "store-unavailable")].ShouldBe(0);
        }

        metrics.Series["policyproxy_webhooks_total{result=\"bad-signature\"}"].ShouldBe(0);
        metrics.Series["policyproxy_window_cache_hits_total"].ShouldBe(0);
        metrics.Series["policyproxy_journal_records"].ShouldBe(0);
        metrics.Of(Sends).ShouldAllBe(pair => !pair.Key.Contains("not-a-send", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_channel_that_only_observes_counts_what_it_observes()
    {
        await Gateway.RestartAsync(configure: settings => settings.Channel("messenger", "Mode", "Observe"));
        await Gateway.SendAsync(Conversation.Messenger);

        var metrics = await MetricsAsync();
        metrics.Series[Send("messenger", "observed", "no-client-contact")].ShouldBe(1);
        metrics.Series.ShouldNotContainKey(Send("messenger", "refused", "no-client-contact"));
    }

    [Fact]
    public async Task What_happens_is_counted()
    {
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        await Gateway.SendAsync(Conversation.Messenger);
        await Gateway.SendAsync(Conversation.Messenger);
        await Gateway.SendAsync(Conversation.WhatsApp);
        await Gateway.WebhookAsync(Conversation.WhatsApp.Webhook(Gateway.Now), "not the secret");
        await Gateway.AskAsync(HttpMethod.Get, "/v24.0/me");

        var metrics = await MetricsAsync();
        metrics.Series[Send("messenger", "allowed", "window-open")].ShouldBe(2);
        metrics.Series[Send("whatsapp", "refused", "no-client-contact")].ShouldBe(1);
        metrics.Series["policyproxy_client_contacts_total{channel=\"messenger\"}"].ShouldBe(1);
        metrics.Series["policyproxy_webhooks_total{result=\"recorded\"}"].ShouldBe(1);
        metrics.Series["policyproxy_webhooks_total{result=\"bad-signature\"}"].ShouldBe(1);
        metrics.Series["policyproxy_window_cache_hits_total"].ShouldBe(2);
        metrics.Series["yarp_requests_started_total"].ShouldBe(4);
        metrics.Series["yarp_requests_failed_total"].ShouldBe(0);
        metrics.Series["yarp_current_requests"].ShouldBe(0);
    }

    [Fact]
    public async Task Of_the_stores_calls_the_times_are_told_in_buckets_that_add_up()
    {
        await Gateway.SendAsync(Conversation.Messenger);

        const string Name = "policyproxy_store_operation_seconds";
        const string Labels = "operation=\"find\",result=\"ok\"";
        var metrics = await MetricsAsync();
        var count = metrics.Series[$"{Name}_count{{{Labels}}}"];
        count.ShouldBeGreaterThanOrEqualTo(1);
        metrics.Series[$"{Name}_sum{{{Labels}}}"].ShouldBeGreaterThan(0);
        metrics.Series[$"{Name}_bucket{{{Labels},le=\"+Inf\"}}"].ShouldBe(count);
        metrics.Series.ShouldContainKey($"{Name}_bucket{{{Labels},le=\"0.001\"}}");
        var buckets = metrics.Of($"{Name}_bucket").Where(pair => pair.Key.Contains(Labels, StringComparison.Ordinal)).Select(pair => pair.Value).ToList();
        buckets.ShouldBe(buckets.Order());
    }

    [Fact]
    public async Task A_request_that_fails_on_its_way_is_a_failed_one()
    {
        await Gateway.Platform.StopAsync();
        await Gateway.AskAsync(HttpMethod.Get, "/v24.0/me");
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        await Gateway.SendAsync(Conversation.Messenger);

        var metrics = await MetricsAsync();
        metrics.Series["yarp_requests_started_total"].ShouldBe(3);
        metrics.Series["yarp_requests_failed_total"].ShouldBe(2);
        metrics.Series["yarp_current_requests"].ShouldBe(0);
    }

    [Fact]
    public async Task What_waits_in_the_journal_is_told()
    {
        Gateway.Store.IsBroken = true;
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);

        (await MetricsAsync()).Series["policyproxy_journal_records"].ShouldBe(1);
    }

    [Fact]
    public async Task Connections_to_the_proxy_are_counted_and_those_of_the_administrator_are_not()
    {
        using var connection = await Gateway.ConnectAsync();
        await connection.AskAsync("GET /v24.0/me");

        (await MetricsAsync()).Of("kestrel_active_connections").ShouldHaveSingleItem().Value.ShouldBe(1);
    }

    [Fact]
    public async Task Another_gateway_in_the_same_process_is_not_counted()
    {
        await using var other = await RunningGateway.StartAsync();
        await other.SendAsync(Conversation.Messenger);

        (await MetricsAsync()).Series[Send("messenger", "refused", "no-client-contact")].ShouldBe(0);
    }

    [Fact]
    public async Task Nobodys_number_and_no_account_is_in_it()
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        await Gateway.SendAsync(Conversation.WhatsApp);

        var page = (await Gateway.AdminAsync("/metrics")).Text;
        page.ShouldNotContain(Conversation.WhatsApp.Contact);
        page.ShouldNotContain(Conversation.WhatsApp.Account);
        page.ShouldNotContain(GatewaySettings.WhatsAppSecret);
    }

    [Fact]
    public async Task Many_may_ask_at_once()
    {
        var pages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MetricsAsync()));

        pages.ShouldAllBe(page => page.Types.ContainsKey(Sends));
    }

    private static string Send(string channel, string verdict, string reason) => $"{Sends}{{channel=\"{channel}\",reason=\"{reason}\",verdict=\"{verdict}\"}}";

    private async Task<PrometheusPage> MetricsAsync() => new((await Gateway.AdminAsync("/metrics")).Text);
}
