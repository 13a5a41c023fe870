using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Admin;

/// <summary><c>PUT /windows/{channel}/{contact}</c> takes in a last contact as a webhook does.</summary>
public sealed class WindowSeedTests : ProxyTest
{
    private static readonly Conversation Client = Conversation.WhatsApp;

    [Theory]
    [InlineData("2026-11-22T07:00:00Z", "2026-11-22T07:00:00Z")]
    [InlineData("2026-11-22T07:00:00.5Z", "2026-11-22T07:00:00.5Z")]
    [InlineData("2026-11-22T07:00:00.1234567Z", "2026-11-22T07:00:00.123Z")]
    [InlineData("2026-11-22T09:00:00+02:00", "2026-11-22T07:00:00Z")]
    [InlineData("2026-11-22T07:00:00", "2026-11-22T07:00:00Z")]
    [InlineData("2026-11-22T07:00Z", "2026-11-22T07:00:00Z")]
    [InlineData("2026-11-22T08:00:01Z", "2026-11-22T08:00:00Z")]
    [InlineData("2031-01-01T00:00:00Z", "2026-11-22T08:00:00Z")]
    public async Task A_time_is_taken_in_and_at_most_now(string written, string kept)
    {
        (await SeedAsync(Client, written)).Status.ShouldBe(204);

        (await Gateway.AdminAsync(Client.WindowPath)).Json.GetProperty("lastContact").GetString().ShouldBe(kept);
    }

    [Theory]
    [InlineData("WhatsApp")]
    [InlineData("Messenger")]
    [InlineData("Instagram")]
    public async Task A_seeded_contact_can_be_written_to(string platform)
    {
        var conversation = Conversation.On(platform);
        await SeedAsync(conversation, "2026-11-22T07:00:00Z");

        var answer = await Gateway.SendAsync(conversation);
        answer.Verdict.ShouldBe("allowed");
        answer.WindowCloses.ShouldBe(Gateway.Now.AddHours(23));
    }

    [Fact]
    public async Task An_earlier_time_than_the_one_that_is_known_changes_nothing()
    {
        await Gateway.ClientWritesAsync(Client);
        (await SeedAsync(Client, "2026-11-21T08:00:00Z")).Status.ShouldBe(204);

        (await Gateway.LastContactAsync(Client)).ShouldBe(Gateway.Now);
    }

    [Fact]
    public async Task A_later_time_lengthens_the_window()
    {
        await Gateway.ClientWroteAsync(Client, TimeSpan.FromHours(30));
        await SeedAsync(Client, "2026-11-22T07:00:00Z");

        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task A_number_is_kept_under_the_form_that_sends_are_compared_in()
    {
        await SeedAsync(Client with { Contact = "+5541999998888" }, "2026-11-22T07:00:00Z");

        (await Gateway.SendAsync(Client with { Contact = "554199998888" })).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task While_the_store_is_away_the_time_waits_in_the_journal()
    {
        Gateway.Store.IsBroken = true;

        (await SeedAsync(Client, "2026-11-22T07:00:00Z")).Status.ShouldBe(204);
        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task With_neither_store_nor_journal_it_is_503()
    {
        Gateway.TakeJournalAway();
        Gateway.Store.IsBroken = true;
        var answer = await SeedAsync(Client, "2026-11-22T07:00:00Z");

        answer.Status.ShouldBe(503);
        answer.Header("Retry-After").ShouldBe("5");
    }

    [Theory]
    [InlineData("""{"lastContact":"22.11.2026 07:00"}""")]
    [InlineData("""{"lastContact":"11/22/2026"}""")]
    [InlineData("""{"lastContact":"07:00"}""")]
    [InlineData("""{"lastContact":"1969-12-31T23:59:59Z"}""")]
    [InlineData("""{"lastContact":1795330800}""")]
    [InlineData("""{"lastContact":null}""")]
    [InlineData("""{"lastContact":"2026-11-22T07:00:00Z","account":"1"}""")]
    [InlineData("""{"lastContact":"2026-11-22T07:00:00Z","lastContact":"2026-11-22T06:00:00Z"}""")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("lastContact=2026-11-22T07:00:00Z")]
    public async Task Any_other_body_is_refused_with_what_would_be_right(string body)
    {
        var answer = await Gateway.AdminAsync(HttpMethod.Put, Client.WindowPath, body);

        answer.Status.ShouldBe(400);
        answer.Json.GetProperty("error").GetString()!.ShouldStartWith("""lastContact: a body such as {"lastContact":"2026-11-22T08:00:00Z"} belongs here""");
        (await Gateway.LastContactAsync(Client)).ShouldBeNull();
    }

    [Fact]
    public async Task A_long_body_is_413()
    {
        var answer = await Gateway.AdminAsync(HttpMethod.Put, Client.WindowPath, new string(' ', 5000));

        answer.Status.ShouldBe(413);
        answer.Json.GetProperty("error").GetString()!.ShouldStartWith("The body cannot be read");
    }

    [Theory]
    [InlineData("/windows/whatsapp/4915112345678", 400)]
    [InlineData("/windows/whatsapp/x?account=1", 400)]
    [InlineData("/windows/telegram/1", 404)]
    public async Task What_is_wrong_in_the_address_is_told_as_for_a_look_up(string target, int status)
    {
        var answer = await Gateway.AdminAsync(HttpMethod.Put, target, """{"lastContact":"2026-11-22T07:00:00Z"}""");

        answer.Status.ShouldBe(status);
        answer.Text.ShouldBe((await Gateway.AdminAsync(target)).Text);
    }

    private Task<Answer> SeedAsync(Conversation conversation, string time) =>
        Gateway.AdminAsync(HttpMethod.Put, conversation.WindowPath, $$"""{"lastContact":"{{time}}"}""");
}
