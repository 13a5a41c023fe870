using System.IO.Compression;
using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>The ids of one WhatsApp contact are learned, and a reply to any of them is judged by the same window.</summary>
[Collection(SharedRedisTests.Name)]
public sealed class ContactTieTests(SharedRedis redis) : ProxyTest
{
    private const string User = "US.13491208655302741918";
    private const string OtherUser = "US.13491208655302741919";

    private static readonly Conversation Number = Conversation.WhatsApp;
    private static readonly Conversation OtherNumber = Number with { Contact = "4915112345679" };

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private protected override void Configure(GatewaySettings settings) => settings.SetJson("Messaging:Channels:whatsapp:AllowedOutsideWindow", "[\"Template\"]");

    [Fact]
    public async Task Once_a_webhook_names_both_ids_a_message_under_one_opens_the_other()
    {
        await WritesAsync(Gateway, Number.Contact, User);
        Gateway.Time.Advance(25 * Hour);
        await WritesAsync(Gateway, null, User);

        (await Gateway.SendAsync(Number)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task The_same_holds_the_other_way_around()
    {
        await WritesAsync(Gateway, Number.Contact, User);
        Gateway.Time.Advance(25 * Hour);
        await Gateway.ClientWritesAsync(Number);

        (await SendToUserAsync(User)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task Ids_that_no_webhook_names_together_are_two_contacts()
    {
        await Gateway.ClientWritesAsync(Number);

        (await SendToUserAsync(User)).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task A_tie_survives_a_restart()
    {
        await WritesAsync(Gateway, Number.Contact, User);
        await Gateway.RestartAsync(pause: 25 * Hour);
        await WritesAsync(Gateway, null, User);

        (await Gateway.SendAsync(Number)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task The_end_of_the_window_is_that_of_the_last_message_under_any_id()
    {
        await WritesAsync(Gateway, Number.Contact, User);
        Gateway.Time.Advance(25 * Hour);
        await WritesAsync(Gateway, null, User);

        (await Gateway.SendAsync(Number)).WindowCloses.ShouldBe(Gateway.Now + 24 * Hour);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task The_answer_to_a_send_says_by_which_ids_the_platform_knows_the_contact(string coding)
    {
        AnswerWith($$"""{"messaging_product":"whatsapp","contacts":[{"input":"{{Number.Contact}}","wa_id":"{{OtherNumber.Contact}}","user_id":"{{User}}"}],"messages":[{"id":"wamid.1"}]}""", coding);
        await SendTemplateAsync();
        await WritesAsync(Gateway, null, User);

        (await Gateway.SendAsync(Number)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task A_client_who_is_dialled_by_another_number_than_the_platform_knows_is_the_same_client()
    {
        AnswerWith($$"""{"contacts":[{"input":"{{Number.Contact}}","wa_id":"{{OtherNumber.Contact}}"}],"messages":[{"id":"wamid.1"}]}""");
        await SendTemplateAsync();
        await Gateway.ClientWritesAsync(OtherNumber);

        (await Gateway.SendAsync(Number)).Verdict.ShouldBe("allowed");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task An_answer_that_is_read_along_reaches_the_helpdesk_as_it_is(string coding)
    {
        AnswerWith("""{"contacts":[{"input":"1","wa_id":"2"}]}""", coding);
        var answer = await SendTemplateAsync();

        (answer.Header("Content-Encoding"), Convert.ToHexString(answer.Body)).ShouldBe((coding, Convert.ToHexString(Compress("""{"contacts":[{"input":"1","wa_id":"2"}]}""", coding))));
    }

    [Theory]
    [InlineData(200, """{"contacts":[{"wa_id":"4915112345679"},{"wa_id":"4915112345670"}]}""")]
    [InlineData(200, """{"contacts":[{"wa_id":"4915112345679:x"}]}""")]
    [InlineData(200, """{"contacts":[]}""")]
    [InlineData(200, """{"contacts":"4915112345679"}""")]
    [InlineData(200, "<html>4915112345679")]
    [InlineData(400, """{"contacts":[{"wa_id":"4915112345679"}]}""")]
    public async Task An_answer_that_does_not_say_who_the_contact_is_ties_nobody(int status, string body)
    {
        Gateway.Platform.AnswerWith(status, body, ("Content-Type", "application/json"));
        await SendTemplateAsync();
        await Gateway.ClientWritesAsync(OtherNumber);

        (await Gateway.SendAsync(Number)).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task A_changed_number_does_not_inherit_the_old_ones_window()
    {
        await WritesAsync(Gateway, Number.Contact, User);
        await ChangesAsync(Number.Contact, OtherNumber.Contact);

        (await Gateway.SendAsync(OtherNumber)).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task A_number_that_was_given_up_has_no_part_in_what_its_old_owner_writes()
    {
        await WritesAsync(Gateway, Number.Contact, User);
        await ChangesAsync(Number.Contact, OtherNumber.Contact);
        Gateway.Time.Advance(25 * Hour);
        await WritesAsync(Gateway, OtherNumber.Contact, User);

        (await Gateway.SendAsync(Number)).Reason.ShouldBe("window-closed");
    }

    [Fact]
    public async Task The_new_owner_of_a_number_opens_no_window_of_the_old_one()
    {
        await WritesAsync(Gateway, Number.Contact, User);
        Gateway.Time.Advance(25 * Hour);
        await WritesAsync(Gateway, Number.Contact, OtherUser);

        (await SendToUserAsync(User)).Reason.ShouldBe("window-closed");
    }

    [Fact]
    public async Task The_new_owner_of_a_number_inherits_nothing_of_the_old_one()
    {
        await WritesAsync(Gateway, Number.Contact, User);
        await WritesAsync(Gateway, Number.Contact, OtherUser);
        Gateway.Time.Advance(25 * Hour);
        await WritesAsync(Gateway, null, User);

        (await Gateway.SendAsync(Number)).Reason.ShouldBe("window-closed");
        (await SendToUserAsync(OtherUser)).Reason.ShouldBe("window-closed");
    }

    [Fact]
    public async Task A_tie_of_one_account_is_none_of_another()
    {
        await WritesAsync(Gateway, Number.Contact, User);
        await Gateway.WebhookAsync(
            Number.Webhook(null, User, Gateway.Now).Replace(Number.Account, "777000111222333"), GatewaySettings.WhatsAppSecret);

        (await Gateway.SendAsync(Number with { Account = "777000111222333" })).Reason.ShouldBe("no-client-contact");
    }

    [SkippableFact]
    public async Task What_one_gateway_learns_another_on_the_same_Redis_knows()
    {
        var number = $"49{Random.Shared.NextInt64(1_000_000_000, 9_000_000_000)}";
        var user = $"US.{Random.Shared.NextInt64(1_000_000_000_000, 9_000_000_000_000)}";
        await using var one = await StartOnRedisAsync();
        await using var other = await StartOnRedisAsync();
        await WritesAsync(one, number, user, 25 * Hour);
        await WritesAsync(other, null, user);

        (await other.SendAsync(Number with { Contact = number })).Verdict.ShouldBe("allowed");
    }

    [SkippableFact]
    public async Task What_one_gateway_learns_from_an_answer_another_on_the_same_Redis_knows()
    {
        var number = $"49{Random.Shared.NextInt64(1_000_000_000, 9_000_000_000)}";
        var user = $"US.{Random.Shared.NextInt64(1_000_000_000_000, 9_000_000_000_000)}";
        await using var one = await StartOnRedisAsync();
        await using var other = await StartOnRedisAsync();
        one.Platform.AnswerWith(200, $$"""{"contacts":[{"input":"{{number}}","wa_id":"{{number}}","user_id":"{{user}}"}]}""");
        await one.PostAsync(Number.Path, Template.Replace(Number.Contact, number));
        await WritesAsync(other, null, user);

        (await other.SendAsync(Number with { Contact = number })).Verdict.ShouldBe("allowed");
    }

    private static string Template =>
        $$$"""{"messaging_product":"whatsapp","to":"{{{Number.Contact}}}","type":"template","template":{"name":"hello","language":{"code":"en"} } }""";

    private static byte[] Compress(string text, string coding)
    {
        using var result = new MemoryStream();
        using (Stream stream = coding switch
        {
            "gzip" => new GZipStream(result, CompressionLevel.Optimal),
            "deflate" => new ZLibStream(result, CompressionLevel.Optimal),
            "br" => new BrotliStream(result, CompressionLevel.Optimal),
            _ => result,
        }) stream.Write(Encoding.UTF8.GetBytes(text));
        return result.ToArray();
    }

    private static async Task WritesAsync(RunningGateway gateway, string? number, string user, TimeSpan ago = default) =>
        (await gateway.WebhookAsync(Number.Webhook(number, user, gateway.Now - ago), Number.Secret)).Status.ShouldBe(200);

    // https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system
    private Task<Answer> ChangesAsync(string from, string to) => Gateway.WebhookAsync(
        $$$"""
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
        "metadata":{"display_phone_number":"15550783881","phone_number_id":"{{{Number.Account}}}"},"messages":[{"from":"{{{from}}}","id":"wamid.B",
        "timestamp":"{{{Gateway.Now.ToUnixTimeSeconds()}}}","type":"system","system":{"type":"user_changed_number","wa_id":"{{{to}}}","body":"changed"} }] } }]}]}
        """,
        GatewaySettings.WhatsAppSecret);

    private Task<Answer> SendTemplateAsync() => Gateway.PostAsync(Number.Path, Template);

    private Task<Answer> SendToUserAsync(string user) =>
        Gateway.PostAsync(Number.Path, $$$"""{"messaging_product":"whatsapp","recipient":"{{{user}}}","type":"text","text":{"body":"a"}}""");

    private void AnswerWith(string body, string coding = "") => Gateway.Platform.Answer = context =>
    {
        if (coding.Length > 0) context.Response.Headers.ContentEncoding = coding;
        return context.Response.Body.WriteAsync(Compress(body, coding)).AsTask();
    };

    private Task<RunningGateway> StartOnRedisAsync()
    {
        var connectionString = redis.ConnectionString;
        return RunningGateway.StartAsync(
            settings =>
            {
                Configure(settings);
                settings.Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", connectionString);
            },
            DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
    }
}
