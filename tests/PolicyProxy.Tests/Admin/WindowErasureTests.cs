using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Admin;

/// <summary><c>DELETE /windows/{channel}/{contact}</c> closes the window until the client writes again, whatever is delivered late.</summary>
public sealed class WindowErasureTests : ProxyTest
{
    private const string User = "US.13491208655302741918";
    private const string OtherUser = "US.13491208655302741919";

    private static readonly Conversation Client = Conversation.WhatsApp;

    [Theory]
    [InlineData("WhatsApp")]
    [InlineData("Messenger")]
    [InlineData("Instagram")]
    public async Task The_window_is_closed_at_once(string platform)
    {
        var conversation = Conversation.On(platform);
        await Gateway.ClientWritesAsync(conversation);
        (await Gateway.SendAsync(conversation)).Verdict.ShouldBe("allowed");
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));

        (await EraseAsync(conversation)).Status.ShouldBe(204);
        (await Gateway.SendAsync(conversation)).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task The_contact_counts_as_closed_and_of_the_last_contact_nothing_is_left()
    {
        await Gateway.ClientWritesAsync(Client);
        await EraseAsync(Client);

        (await Gateway.AdminAsync(Client.WindowPath)).Text.ShouldContain("\"state\":\"closed\",\"lastContact\":null,\"closes\":null");
    }

    [Fact]
    public async Task A_webhook_that_is_delivered_again_does_not_reopen()
    {
        var webhook = Client.Webhook(Gateway.Now);
        await Gateway.WebhookAsync(webhook, Client.Secret);
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await EraseAsync(Client);
        await Gateway.WebhookAsync(webhook, Client.Secret);

        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("refused");
    }

    [Fact]
    public async Task A_client_who_writes_again_can_be_answered()
    {
        await Gateway.ClientWritesAsync(Client);
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await EraseAsync(Client);
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await Gateway.ClientWritesAsync(Client);

        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task A_time_seeded_before_the_erasure_does_not_reopen_and_one_after_it_does()
    {
        await EraseAsync(Client);
        Gateway.Time.Advance(TimeSpan.FromHours(1));
        await Gateway.AdminAsync(HttpMethod.Put, Client.WindowPath, """{"lastContact":"2026-11-22T07:59:59Z"}""");
        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("refused");

        await Gateway.AdminAsync(HttpMethod.Put, Client.WindowPath, """{"lastContact":"2026-11-22T08:30:00Z"}""");
        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task It_outlives_a_restart()
    {
        var webhook = Client.Webhook(Gateway.Now);
        await Gateway.WebhookAsync(webhook, Client.Secret);
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await EraseAsync(Client);
        await Gateway.RestartAsync();
        await Gateway.WebhookAsync(webhook, Client.Secret);

        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("refused");
    }

    [Fact]
    public async Task Whoever_is_unknown_and_was_erased_is_refused_even_where_unknown_contacts_pass()
    {
        await Gateway.RestartAsync(configure: settings => settings.Channel("whatsapp", "UnknownContacts", "Allow"));
        await EraseAsync(Client);

        (await Gateway.SendAsync(Client)).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task The_contacts_other_ids_are_closed_too()
    {
        await Gateway.ClientWritesAsync(Client, Client.Contact, User);
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await EraseAsync(Client);

        (await SendToUserAsync(User)).Verdict.ShouldBe("refused");
    }

    [Fact]
    public async Task An_id_that_has_passed_to_somebody_else_stays_as_it_is()
    {
        await Gateway.ClientWritesAsync(Client, Client.Contact, User);
        await Gateway.ClientWritesAsync(Client, Client.Contact, OtherUser);
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await EraseAsync(Client with { Contact = User });

        (await SendToUserAsync(OtherUser)).Verdict.ShouldBe("allowed");
        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task Nobody_else_is_erased()
    {
        var others = new[] { Client with { Account = "1" }, Client with { Contact = "4915112345679" } };
        foreach (var other in others) await Gateway.ClientWritesAsync(other);
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await EraseAsync(Client);

        foreach (var other in others) (await Gateway.SendAsync(other)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task While_the_store_is_away_it_is_503_and_the_window_stays_open()
    {
        await Gateway.ClientWritesAsync(Client);
        Gateway.Store.IsBroken = true;
        var answer = await EraseAsync(Client);

        answer.Status.ShouldBe(503);
        answer.Header("Retry-After").ShouldBe("5");
        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("allowed");
    }

    private Task<Answer> EraseAsync(Conversation conversation) => Gateway.AdminAsync(HttpMethod.Delete, conversation.WindowPath);

    private Task<Answer> SendToUserAsync(string user) =>
        Gateway.PostAsync(Client.Path, $$$"""{"messaging_product":"whatsapp","recipient":"{{{user}}}","type":"text","text":{"body":"a"}}""");
}
