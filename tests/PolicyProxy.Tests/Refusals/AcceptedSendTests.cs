using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Refusals;

/// <summary>Which refused sends are answered as if they were taken, and how.</summary>
public sealed class AcceptedSendTests : RefusalTest
{
    [Fact]
    public async Task A_refused_send_is_answered_as_the_platform_answers_one_that_it_took()
    {
        var answer = await RefuseAsync();

        (answer.Status, answer.Verdict, answer.Reason).ShouldBe((200, "refused", "window-closed"));
        answer.WindowCloses.ShouldBe(Gateway.Now.AddHours(-1));
        answer.Header("Content-Type").ShouldBe("application/json; charset=UTF-8");
        answer.Text.ShouldBe($$"""{"messaging_product":"whatsapp","contacts":[{"input":"{{Client.Contact}}","wa_id":"{{Client.Contact}}"}],"messages":[{"id":"{{MessageId(answer)}}"}]}""");
        MessageId(answer).ShouldMatch("^wamid\\.HBgP[A-Za-z0-9+/]{52,}={0,2}$");
        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_message_has_an_id_of_its_own()
    {
        await RefuseAsync();

        (await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Gateway.SendAsync(Client)))).Select(MessageId).ShouldBeUnique();
    }

    [Fact]
    public async Task A_client_who_never_wrote_is_refused_the_same_way()
    {
        await Gateway.ClientWritesAsync(Client);
        var answer = await Gateway.SendAsync(Client with { Contact = "4915199999999" });

        (answer.Status, answer.Verdict, answer.Reason).ShouldBe((200, "refused", "no-client-contact"));
    }

    [Fact]
    public async Task What_may_be_sent_goes_to_the_platform()
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.SendAsync(Client);

        Gateway.Platform.Single.Text.ShouldBe(Client.Text);
    }

    [Fact]
    public async Task What_is_not_understood_is_refused_in_the_answer()
    {
        await RefuseAsync();
        var answer = await Gateway.PostAsync(Client.Path, Client.Text.Replace(Client.Contact, "nobody", StringComparison.Ordinal));

        (answer.Status, answer.Reason, answer.Error.GetProperty("code").GetInt32()).ShouldBe((400, "not-understood", 100));
    }

    [Fact]
    public async Task A_refusal_for_the_moment_is_told_in_the_answer()
    {
        await RefuseAsync();
        Gateway.Store.IsBroken = true;
        var answer = await Gateway.SendAsync(Client);

        (answer.Status, answer.Verdict).ShouldBe((503, "temporary"));
    }

    [Fact]
    public async Task A_batch_is_answered_at_once()
    {
        await RefuseAsync();
        var body = $"messaging_product=whatsapp&to={Client.Contact}&text[body]=Hello";
        var answer = await Gateway.PostAsync("/v24.0/", $$"""{"batch":[{"method":"POST","relative_url":"{{Client.Account}}/messages","body":"{{body}}"}]}""");

        (answer.Status, answer.Verdict).ShouldBe((200, "refused"));
        answer.Json[0].GetProperty("code").GetInt32().ShouldBe(400);
        answer.Json[0].GetProperty("body").GetString()!.ShouldContain("(#131047)");
    }

    [Fact]
    public async Task A_number_of_which_no_webhook_has_come_is_refused_in_the_answer()
    {
        await RefuseAsync();
        (await Gateway.SendAsync(Client with { Account = "999999999999999" })).Status.ShouldBe(400);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_refused_in_the_answer_and_told_nobody()
    {
        await using var gateway = await RunningGateway.StartAsync(Configure);
        gateway.TakeJournalAway();
        await gateway.ClientWroteAsync(Client, TimeSpan.FromHours(25));
        var answer = await gateway.SendAsync(Client);

        (answer.Status, answer.Reason, answer.Error.GetProperty("code").GetInt32()).ShouldBe((400, "window-closed", 131047));
        gateway.Log.Complaints.ShouldContain(line => line.StartsWith("Channel whatsapp refuses a message at once", StringComparison.Ordinal));
        gateway.Log.Complaints.ShouldAllBe(line => !line.Contains(Client.Contact, StringComparison.Ordinal));
        gateway.GiveJournalBack();
        (await gateway.SendAsync(Client)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_channel_that_observes_refuses_nothing()
    {
        Gateway.Edit(settings => settings.Channel("whatsapp", "Mode", "Observe"));
        await Gateway.LookAtFileAsync("is in force");
        var answer = await RefuseAsync();

        (answer.Verdict, Gateway.Platform.Requests.Count).ShouldBe(("observed", 1));
    }
}
