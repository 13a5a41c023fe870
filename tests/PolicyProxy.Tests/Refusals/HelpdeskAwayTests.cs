using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Refusals;

/// <summary>A helpdesk that does not take what it is told is told again, in order, for a day.</summary>
public sealed class HelpdeskAwayTests : RefusalTest
{
    private static readonly Conversation Other = Client with { Contact = "4915199999999" };

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task What_is_not_taken_is_told_again_until_it_is(int status)
    {
        var first = MessageId(await RefuseAsync());
        Gateway.Helpdesk.AnswerWith(status, headers: ("Location", "/elsewhere"));
        var second = MessageId(await Gateway.SendAsync(Other));
        await WaitForAsync(3);
        Told.ShouldAllBe(told => Status(told).GetProperty("id").GetString() == first);
        (await HealthAsync()).Detail.ShouldBe("No record waits. Refused messages of which the helpdesk is yet to be told: 2.");

        Gateway.Helpdesk.AnswerWith(200);
        var failed = Told.Count;
        await WaitForAsync(failed + 2);
        Told.Skip(failed).Select(told => Status(told).GetProperty("id").GetString()).ShouldBe([first, second]);
    }

    [Fact]
    public async Task A_helpdesk_that_is_away_for_long_is_in_the_log_and_in_health_without_client_or_address()
    {
        await RefuseAsync();
        Gateway.Helpdesk.AnswerWith(503);
        await Eventually.HoldsAsync(() => Gateway.Log.Complaints.Count > 0, () => Gateway.Time.Advance(TimeSpan.FromSeconds(1)));

        (await HealthAsync()).ShouldBe(("degraded", "No record waits. Refused messages of which the helpdesk is yet to be told: 1."));
        Gateway.Log.Complaints[0].ShouldStartWith("Channel whatsapp has told nobody of refused messages for ");
        foreach (var secret in new[] { Client.Contact, Gateway.Helpdesk.Address, "meta" }) Gateway.Log.Complaints[0].ShouldNotContain(secret);
        Gateway.Helpdesk.AnswerWith(200);
        await Eventually.HoldsAsync(() => Gateway.Log.Count("Channel whatsapp tells of refused messages again") == 1, () => Gateway.Time.Advance(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task After_a_day_it_is_given_up_and_said()
    {
        await RefuseAsync();
        Gateway.Helpdesk.AnswerWith(500);
        await WaitForAsync(1);
        Gateway.Time.Advance(TimeSpan.FromHours(25));
        await Eventually.HoldsAsync(() => Gateway.Log.Count("Channel whatsapp gives up telling the helpdesk of a refused message") == 1, () => Gateway.Time.Advance(TimeSpan.FromSeconds(1)));
        Gateway.Helpdesk.AnswerWith(200);
        var failed = Told.Count;
        await PassAsync(10);

        Told.Count.ShouldBe(failed);
        (await Gateway.AdminAsync("/metrics")).Text.ShouldContain("policyproxy_refusals_told_total{channel=\"whatsapp\",result=\"given-up\"} 1");
    }

    [Fact]
    public async Task A_helpdesk_that_does_not_answer_holds_up_no_send()
    {
        await RefuseAsync();
        Gateway.Helpdesk.Hang();
        await WaitForAsync(1);

        (await Gateway.SendAsync(Client)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Of_two_secrets_attempts_are_signed_with_one_and_the_other()
    {
        Gateway.Edit(settings => settings.SetJson("Messaging:Channels:whatsapp:AppSecrets", $"""["{GatewaySettings.WhatsAppSecret}", "the-next-secret"]"""));
        await Gateway.LookAtFileAsync("is in force");
        await RefuseAsync();
        Gateway.Helpdesk.AnswerWith(401);
        await WaitForAsync(2);

        Told.Take(2).Select(told => told.Header("X-Hub-Signature-256"))
            .ShouldBe([RunningGateway.Sign(Told[0].Body, GatewaySettings.WhatsAppSecret), RunningGateway.Sign(Told[0].Body, "the-next-secret")]);
    }

    [Fact]
    public async Task What_waits_is_told_also_when_the_channel_refuses_in_the_answer_again()
    {
        await RefuseAsync();
        Gateway.Helpdesk.AnswerWith(500);
        await WaitForAsync(1);
        Gateway.Edit(settings => settings.Channel("whatsapp", "Refusal", "Synchronous"));
        await Gateway.LookAtFileAsync("is in force");
        (await Gateway.SendAsync(Client)).Status.ShouldBe(400);

        Gateway.Helpdesk.AnswerWith(200);
        await WaitForAsync(Told.Count + 1);
        await PassAsync(2);
        (await HealthAsync()).Detail.ShouldBe("No record waits.");
    }

    [Fact]
    public async Task What_waits_is_told_after_a_restart_the_same_way()
    {
        var id = MessageId(await RefuseAsync());
        await Gateway.RestartAsync();
        await WaitForAsync(1);

        (Status(Told[0]).GetProperty("id").GetString(), Told[0].Target).ShouldBe((id, "/webhooks/meta"));
        await PassAsync(2);
        await Gateway.RestartAsync();
        await PassAsync(4);
        Told.Count.ShouldBe(1);
        (await Gateway.SendAsync(Client)).Status.ShouldBe(200, "How webhooks come is remembered.");
    }
}
