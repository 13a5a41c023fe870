using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Admin;

/// <summary><c>GET /windows/{channel}/{contact}</c> says what a send would be judged by.</summary>
public sealed class WindowLookUpTests : ProxyTest
{
    private const string User = "US.13491208655302741918";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private protected override void Configure(GatewaySettings settings) => settings.SetJson("Messaging:Channels:messenger:ExtendedWindow", """{ "Hours": 168 }""");

    [Theory]
    [InlineData("WhatsApp", 0, "open")]
    [InlineData("WhatsApp", 24 * 3600 - 1, "open")]
    [InlineData("WhatsApp", 24 * 3600, "closed")]
    [InlineData("Messenger", 24 * 3600 - 1, "open")]
    [InlineData("Messenger", 24 * 3600, "extended")]
    [InlineData("Messenger", 168 * 3600 - 1, "extended")]
    [InlineData("Messenger", 168 * 3600, "closed")]
    [InlineData("Instagram", 24 * 3600, "closed")]
    public async Task The_state_is_that_of_the_window(string platform, int secondsAgo, string state)
    {
        var conversation = Conversation.On(platform);
        await Gateway.ClientWroteAsync(conversation, TimeSpan.FromSeconds(secondsAgo));

        (await FindAsync(conversation)).GetProperty("state").GetString().ShouldBe(state);
    }

    [Theory]
    [InlineData("WhatsApp", 1)]
    [InlineData("WhatsApp", 30)]
    [InlineData("Messenger", 1)]
    [InlineData("Messenger", 30)]
    public async Task The_end_is_what_a_send_is_told(string platform, int hoursAgo)
    {
        var conversation = Conversation.On(platform);
        await Gateway.ClientWroteAsync(conversation, hoursAgo * Hour);

        (await FindAsync(conversation)).GetProperty("closes").GetDateTimeOffset().ShouldBe((await Gateway.SendAsync(conversation)).WindowCloses!.Value);
    }

    [Fact]
    public async Task The_answer_has_the_keys_of_the_contract()
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        var answer = await Gateway.AdminAsync(Conversation.WhatsApp.WindowPath);

        answer.Header("Content-Type").ShouldBe("application/json; charset=utf-8");
        answer.Text.ShouldBe(
            """{"channel":"whatsapp","account":"106540352242922","contact":"4915112345678","state":"open","lastContact":"2026-11-22T08:00:00Z","closes":"2026-11-23T08:00:00Z"}""");
    }

    [Fact]
    public async Task A_contact_who_never_wrote_is_unknown()
    {
        var answer = await Gateway.AdminAsync(Conversation.Messenger.WindowPath);

        answer.Text.ShouldBe("""{"channel":"messenger","account":"","contact":"25381719828140932","state":"unknown","lastContact":null,"closes":null}""");
    }

    [Theory]
    [InlineData("5541999998888", "554199998888")]
    [InlineData("5215512345678", "525512345678")]
    [InlineData("5491112345678", "541112345678")]
    [InlineData("+49%20151-(123)%2045678", "4915112345678")]
    [InlineData("US.13491208655302741918", "US.13491208655302741918")]
    [InlineData("Y2FwaV9ncm91cDox%2FzQ==", "Y2FwaV9ncm91cDox/zQ==")]
    [InlineData("Y2FwaV9ncm91cDox%2fzQ==", "Y2FwaV9ncm91cDox/zQ==")]
    public async Task The_contact_is_told_in_canonical_form(string written, string canonical) =>
        (await Gateway.AdminAsync($"/windows/whatsapp/{written}?account=106540352242922")).Json.GetProperty("contact").GetString().ShouldBe(canonical);

    [Fact]
    public async Task A_number_in_its_other_form_is_the_same_contact()
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp with { Contact = "5541999998888" });

        (await FindAsync(Conversation.WhatsApp with { Contact = "554199998888" })).GetProperty("state").GetString().ShouldBe("open");
    }

    [Fact]
    public async Task An_account_has_windows_of_its_own_where_the_platform_has_it_so()
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        await Gateway.ClientWritesAsync(Conversation.Messenger);

        (await FindAsync(Conversation.WhatsApp with { Account = "1" })).GetProperty("state").GetString().ShouldBe("unknown");
        (await FindAsync(Conversation.Messenger with { Account = "1" })).GetProperty("state").GetString().ShouldBe("open");
    }

    [Fact]
    public async Task A_channels_name_is_read_in_any_letter_case_and_told_as_configured() =>
        (await Gateway.AdminAsync("/windows/MESSENGER/1")).Json.GetProperty("channel").GetString().ShouldBe("messenger");

    [Fact]
    public async Task What_a_contact_wrote_under_another_id_counts()
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp, Conversation.WhatsApp.Contact, User);
        Gateway.Time.Advance(25 * Hour);
        await Gateway.ClientWritesAsync(Conversation.WhatsApp, null, User);

        (await FindAsync(Conversation.WhatsApp)).GetProperty("lastContact").GetDateTimeOffset().ShouldBe(Gateway.Now);
    }

    [Fact]
    public async Task A_store_that_is_away_is_503_with_a_time_to_try_again()
    {
        Gateway.Store.IsBroken = true;
        var answer = await Gateway.AdminAsync(Conversation.WhatsApp.WindowPath);

        answer.Status.ShouldBe(503);
        answer.Header("Retry-After").ShouldBe("5");
        answer.Json.GetProperty("error").GetString()!.ShouldStartWith("The store does not answer");
    }

    [Theory]
    [InlineData("Messenger", 24 * 3600 - 1, "open")]
    [InlineData("Messenger", 168 * 3600 - 1, "extended")]
    [InlineData("WhatsApp", 24 * 3600 - 1, "open")]
    public async Task While_the_store_is_away_what_the_gateway_remembers_to_be_open_is_told(string platform, int secondsAgo, string state)
    {
        var conversation = Conversation.On(platform);
        await Gateway.ClientWroteAsync(conversation, TimeSpan.FromSeconds(secondsAgo));
        var before = await FindAsync(conversation);
        Gateway.Store.IsBroken = true;

        var away = await FindAsync(conversation);
        away.GetProperty("state").GetString().ShouldBe(state);
        away.GetRawText().ShouldBe(before.GetRawText());
        (await Gateway.SendAsync(conversation)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task While_the_store_is_away_what_waits_in_the_journal_is_told_also_after_a_restart()
    {
        Gateway.Store.IsBroken = true;
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        (await FindAsync(Conversation.WhatsApp)).GetProperty("state").GetString().ShouldBe("open");

        await Gateway.RestartAsync(isStoreBroken: true);
        (await FindAsync(Conversation.WhatsApp)).GetProperty("lastContact").GetDateTimeOffset().ShouldBe(Gateway.Now);
    }

    [Theory]
    [InlineData("WhatsApp", 24)]
    [InlineData("Messenger", 168)]
    public async Task While_the_store_is_away_no_window_is_told_to_be_closed(string platform, int hoursAgo)
    {
        var conversation = Conversation.On(platform);
        await Gateway.ClientWroteAsync(conversation, hoursAgo * Hour);
        Gateway.Store.IsBroken = true;

        (await Gateway.AdminAsync(conversation.WindowPath)).Status.ShouldBe(503);
        (await Gateway.SendAsync(conversation)).Verdict.ShouldBe("temporary");
    }

    [Theory]
    [InlineData("/windows/telegram/1?account=1", 404, "The channel \"telegram\" does not exist; there are instagram, messenger, whatsapp.")]
    [InlineData("/windows/whatsapp/4915112345678", 400, "account: is missing; a window on WhatsApp belongs to one account")]
    [InlineData("/windows/whatsapp/4915112345678?account=", 400, "account: is not right; an account's id of 1 to 32 digits belongs here.")]
    [InlineData("/windows/whatsapp/4915112345678?account=1&account=2", 400, "account: is not right")]
    [InlineData("/windows/messenger/1?account=a", 400, "account: is not right")]
    [InlineData("/windows/whatsapp/US.?account=1", 400, "contact: is no id of a contact on WhatsApp; an international phone number, ")]
    [InlineData("/windows/whatsapp/0049151?account=1", 400, "contact: is no id of a contact on WhatsApp")]
    [InlineData("/windows/messenger/a", 400, "contact: is no id of a contact on Messenger; a PSID of 1 to 32 digits belongs here.")]
    [InlineData("/windows/instagram/123456789012345678901234567890123", 400, "contact: is no id of a contact on Instagram; an IGSID of 1 to 32 digits belongs here.")]
    [InlineData("/windows/messenger/1:2", 400, "contact: is no id")]
    public async Task What_is_wrong_is_told_with_what_would_be_right(string target, int status, string error)
    {
        var answer = await Gateway.AdminAsync(target);

        answer.Status.ShouldBe(status);
        answer.Json.GetProperty("error").GetString()!.ShouldStartWith(error);
    }

    private async Task<JsonElement> FindAsync(Conversation conversation) => (await Gateway.AdminAsync(conversation.WindowPath)).Json;
}
