using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Refusals;

/// <summary>How the helpdesk is told afterwards that a send has failed.</summary>
public sealed class ToldRefusalTests : RefusalTest
{
    [Fact]
    public async Task The_helpdesk_is_told_in_the_platforms_own_shape()
    {
        var answer = await RefuseAsync();
        var time = Gateway.Now;
        await WaitForAsync(1);

        var told = Told[0];
        var details = Status(told).GetProperty("errors")[0].GetProperty("error_data").GetProperty("details").GetString()!;
        told.Text.ShouldBe($$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"{{{Client.Account}}}"},"statuses":[{"id":"{{{MessageId(answer)}}}","status":"failed","timestamp":"{{{time.ToUnixTimeSeconds()}}}","recipient_id":"{{{Client.Contact}}}","errors":[{"code":131047,"title":"Re-engagement message","message":"Re-engagement message","error_data":{"details":"{{{details}}}"},"href":"https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"}]}]},"field":"messages"}]}]}
            """);
        details.ShouldStartWith("The client last wrote 25 hours ago;");
        details.ShouldContain("not delivered");
        (told.Method, told.Target, told.Header("Content-Type")).ShouldBe(("POST", "/webhooks/meta", "application/json"));
    }

    [Fact]
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "What the platform writes.")]
    public async Task It_is_signed_as_the_platform_signs_in_both_ways()
    {
        await RefuseAsync();
        await WaitForAsync(1);

        Told[0].Header("X-Hub-Signature-256").ShouldBe(RunningGateway.Sign(Told[0].Body, GatewaySettings.WhatsAppSecret));
        var older = HMACSHA1.HashData(Encoding.UTF8.GetBytes(GatewaySettings.WhatsAppSecret), Told[0].Body);
        Told[0].Header("X-Hub-Signature").ShouldBe($"sha1={Convert.ToHexStringLower(older)}");
    }

    [Fact]
    public async Task It_is_told_once_and_not_before_the_helpdesk_has_noted_the_id()
    {
        await RefuseAsync();
        await Task.Delay(200);
        Told.ShouldBeEmpty();
        await PassAsync(10);

        Told.Count.ShouldBe(1);
        (await HealthAsync()).ShouldBe(("ready", "No record waits."));
    }

    [Fact]
    public async Task It_comes_as_the_last_webhook_was_forwarded_whatever_transforms_the_route_has()
    {
        Gateway.Edit(settings => settings.SetJson("ReverseProxy:Routes:webhooks:Transforms", """[{ "PathRemovePrefix": "/webhooks" }, { "PathPrefix": "/api" }]"""));
        await Gateway.LookAtFileAsync("is in force");
        var body = Encoding.UTF8.GetBytes(Client.Webhook(Gateway.Now.AddHours(-25)));
        (await Gateway.PostAsync("/webhooks/whatsapp/15550783881?shop=1", body, ("X-Hub-Signature-256", RunningGateway.Sign(body, Client.Secret)))).Status.ShouldBe(200);
        (await Gateway.SendAsync(Client)).Status.ShouldBe(200);
        await WaitForAsync(1);

        Told[0].Target.ShouldBe("/api/whatsapp/15550783881?shop=1");
    }

    [Fact]
    public async Task It_goes_to_the_address_that_is_configured_also_where_no_webhook_has_come()
    {
        await using var elsewhere = await Upstream.StartAsync();
        Gateway.Edit(settings => settings.Channel("whatsapp", "RefusalUrl", $"{elsewhere.Address}/status"));
        await Gateway.LookAtFileAsync("is in force");
        (await Gateway.SendAsync(Client)).Status.ShouldBe(200);
        await Eventually.HoldsAsync(() => elsewhere.Requests.Count == 1, () => Gateway.Time.Advance(TimeSpan.FromSeconds(1)));

        elsewhere.Single.Target.ShouldBe("/status");
        Value(elsewhere.Single).GetProperty("metadata").GetProperty("phone_number_id").GetString().ShouldBe(Client.Account);
        Gateway.Helpdesk.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_agent_reads_the_channels_own_words()
    {
        Gateway.Edit(settings => settings.Channel("whatsapp", "Texts:WindowClosed", "Nicht zugestellt: vor {hoursAgo} Stunden."));
        await Gateway.LookAtFileAsync("is in force");
        await RefuseAsync();
        await WaitForAsync(1);

        Status(Told[0]).GetProperty("errors")[0].GetProperty("error_data").GetProperty("details").GetString().ShouldBe("Nicht zugestellt: vor 25 Stunden.");
    }

    [Fact]
    public async Task A_forged_webhook_does_not_turn_refusals_elsewhere()
    {
        await RefuseAsync();
        await WaitForAsync(1);
        var forged = Encoding.UTF8.GetBytes(Client.Webhook(Gateway.Now));
        (await Gateway.PostAsync("/webhooks/stolen", forged, ("X-Hub-Signature-256", RunningGateway.Sign(forged, "guess")))).Status.ShouldBe(401);
        await Gateway.SendAsync(Client);
        await WaitForAsync(2);

        Told.ShouldAllBe(told => told.Target == "/webhooks/meta");
    }

    [Fact]
    public async Task Refusals_come_in_the_order_of_the_sends()
    {
        var first = MessageId(await RefuseAsync());
        List<string> sent = [first];
        for (var message = 0; message < 20; message++) sent.Add(MessageId(await Gateway.SendAsync(Client)));
        await WaitForAsync(21);

        Told.Select(told => Status(told).GetProperty("id").GetString()).ShouldBe(sent);
    }

    [Fact]
    public async Task The_log_and_the_metrics_tell_of_the_send_as_refused_and_name_no_client()
    {
        await RefuseAsync();
        await WaitForAsync(1);
        await PassAsync(1);

        var metrics = (await Gateway.AdminAsync("/metrics")).Text;
        metrics.ShouldContain("policyproxy_refusals_told_total{channel=\"whatsapp\",result=\"delivered\"} 1");
        metrics.ShouldContain("policyproxy_refusals_waiting 0");
        metrics.ShouldContain("policyproxy_sends_total{channel=\"whatsapp\",reason=\"window-closed\",verdict=\"refused\"} 1");
        (await Gateway.Log.WaitForRequestsAsync(2))[^1].ShouldContain("contact=***5678 verdict=refused reason=window-closed status=200");
        Gateway.Log.Count(Client.Contact).ShouldBe(0);
    }
}
