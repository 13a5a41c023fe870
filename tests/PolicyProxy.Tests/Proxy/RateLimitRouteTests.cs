using System.Diagnostics.Metrics;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>On a route that judges no sends a rate limit counts requests; above it they are answered 429.</summary>
public sealed class RateLimitRouteTests : ProxyTest
{
    private static readonly Conversation Client = Conversation.WhatsApp;

    private protected override void Configure(GatewaySettings settings) => settings
        .SetJson("RateLimiting:Policies:few", """{ "PermitLimit": 1, "WindowSeconds": 90.5 }""")
        .SetJson("ReverseProxy:Routes:plain", """{ "ClusterId": "helpdesk", "Order": 0, "RateLimiterPolicy": "FEW", "Match": { "Path": "/plain/{**rest}" } }""")
        .SetJson("ReverseProxy:Routes:other", """{ "ClusterId": "helpdesk", "Order": 0, "RateLimiterPolicy": "few", "Match": { "Path": "/other/{**rest}" } }""")
        .Set("ReverseProxy:Routes:webhooks:RateLimiterPolicy", "few");

    [Fact]
    public async Task A_request_above_the_limit_is_answered_429_with_when_to_come_again()
    {
        (await Gateway.AskAsync(HttpMethod.Get, "/plain/a")).Status.ShouldBe(200);
        var answer = await Gateway.AskAsync(HttpMethod.Get, "/plain/b");

        (answer.Status, answer.Header("Retry-After"), answer.Verdict, Gateway.Helpdesk.Requests.Count).ShouldBe((429, "91", null, 1));
        (await Gateway.Log.WaitForRequestsAsync(2))[^1].ShouldContain("proxy GET route=plain channel=- contact=- verdict=- reason=throttled status=429");
    }

    [Fact]
    public async Task Routes_are_counted_by_themselves()
    {
        await Gateway.AskAsync(HttpMethod.Get, "/plain/a");

        (await Gateway.AskAsync(HttpMethod.Get, "/other/a")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_client_is_counted_over_all_routes_of_a_policy()
    {
        await Gateway.RestartAsync(configure: settings => settings.Set("RateLimiting:Policies:few:PartitionBy", "Client"));
        await Gateway.AskAsync(HttpMethod.Get, "/plain/a");

        (await Gateway.AskAsync(HttpMethod.Get, "/other/a")).Status.ShouldBe(429);
    }

    [Fact]
    public async Task A_webhook_above_the_limit_is_neither_recorded_nor_forwarded()
    {
        await Gateway.ClientWritesAsync(Client);
        var answer = await Gateway.WebhookAsync(Conversation.Messenger.Webhook(Gateway.Now), Conversation.Messenger.Secret);

        (answer.Status, answer.Header("Retry-After"), Gateway.Helpdesk.Requests.Count).ShouldBe((429, "91", 1));
        (await Gateway.LastContactAsync(Conversation.Messenger)).ShouldBeNull();
        (await Gateway.Log.WaitForRequestsAsync(2))[^1].ShouldContain("webhook POST route=webhooks channel=- contact=- verdict=- reason=throttled status=429");
    }

    [Fact]
    public async Task What_is_above_the_limit_is_counted_by_route()
    {
        var counted = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "policyproxy_throttled") listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            // Other tests have gateways in this process, but no route of this name.
            if (tags[0] is { Key: "route", Value: "metered" }) Interlocked.Add(ref counted, value);
        });
        listener.Start();
        await Gateway.RestartAsync(configure: settings => settings.SetJson(
            "ReverseProxy:Routes:metered", """{ "ClusterId": "helpdesk", "Order": 0, "RateLimiterPolicy": "few", "Match": { "Path": "/metered" } }"""));
        for (var i = 0; i < 3; i++) await Gateway.AskAsync(HttpMethod.Get, "/metered");

        Interlocked.Read(ref counted).ShouldBe(2);
    }

    [Fact]
    public async Task A_route_without_a_policy_has_no_limit()
    {
        await Gateway.ClientWritesAsync(Client);
        for (var i = 0; i < 3; i++) (await Gateway.SendAsync(Client)).Status.ShouldBe(200);
    }
}
