using System.Globalization;
using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Admin;

/// <summary><c>GET /decisions</c> tells of the latest verdicts, and of nobody's whole number.</summary>
public sealed class DecisionTests : ProxyTest
{
    [Fact]
    public async Task Before_the_first_send_there_is_none() => (await Gateway.AdminAsync("/decisions")).Text.ShouldBe("[]");

    [Fact]
    public async Task A_decision_has_the_keys_of_the_contract()
    {
        await Gateway.SendAsync(Conversation.WhatsApp);

        (await Gateway.AdminAsync("/decisions")).Text.ShouldBe(
            """[{"time":"2026-11-22T08:00:00Z","channel":"whatsapp","contact":"***5678","verdict":"refused","reason":"no-client-contact"}]""");
    }

    [Fact]
    public async Task The_newest_comes_first()
    {
        await Gateway.SendAsync(Conversation.WhatsApp);
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        await Gateway.SendAsync(Conversation.Messenger);

        var decisions = await LatestAsync();
        Texts(decisions, "channel").ShouldBe(["messenger", "whatsapp"]);
        Texts(decisions, "verdict").ShouldBe(["allowed", "refused"]);
        decisions[0].GetProperty("time").GetDateTimeOffset().ShouldBe(Gateway.Now);
        decisions[1].GetProperty("time").GetDateTimeOffset().ShouldBe(Gateway.Now.AddSeconds(-1));
    }

    [Fact]
    public async Task Requests_that_hold_no_send_are_not_told()
    {
        await Gateway.AskAsync(HttpMethod.Get, "/v24.0/me");
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);

        (await LatestAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_send_that_is_not_understood_names_no_contact()
    {
        await Gateway.PostAsync(Conversation.WhatsApp.Path, "?");

        var decision = (await LatestAsync()).ShouldHaveSingleItem();
        decision.GetProperty("contact").ValueKind.ShouldBe(JsonValueKind.Null);
        decision.GetProperty("reason").GetString().ShouldBe("not-understood");
    }

    [Theory]
    [InlineData("1234", "***")]
    [InlineData("12345", "***2345")]
    public async Task Of_a_contact_the_last_four_characters_are_told_and_of_a_short_one_nothing(string contact, string told)
    {
        await Gateway.SendAsync(Conversation.Messenger with { Contact = contact });

        Texts(await LatestAsync(), "contact").ShouldBe([told]);
    }

    [Fact]
    public async Task Each_send_of_a_batch_is_a_decision()
    {
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        string[] contacts = [Conversation.Messenger.Contact, "12345678"];
        var elements = contacts.Select(contact =>
            $$$"""{"method":"POST","relative_url":"me/messages","body":"recipient={\"id\":\"{{{contact}}}\"}&message={\"text\":\"a\"}"}""");
        await Gateway.PostAsync("/v24.0/", $$"""{"batch":[{{string.Join(',', elements)}}]}""");

        Texts(await LatestAsync(), "verdict").ShouldBe(["refused", "allowed"]);
    }

    [Fact]
    public async Task What_is_only_observed_is_told_as_that()
    {
        await Gateway.RestartAsync(configure: settings => settings.Channel("messenger", "Mode", "Observe"));
        await Gateway.SendAsync(Conversation.Messenger);

        Texts(await LatestAsync(), "verdict").ShouldBe(["observed"]);
    }

    [Theory]
    [InlineData("", 100)]
    [InlineData("?limit=1", 1)]
    [InlineData("?limit=101", 101)]
    [InlineData("?limit=1000", 120)]
    [InlineData("?limit=2000000000", 120)]
    public async Task As_many_are_told_as_asked_for(string query, int told)
    {
        for (var i = 0; i < 120; i++) await Gateway.SendAsync(Conversation.Messenger);

        (await LatestAsync(query)).Count.ShouldBe(told);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=-1")]
    [InlineData("?limit=1.5")]
    [InlineData("?limit=many")]
    [InlineData("?limit=")]
    [InlineData("?limit=1&limit=2")]
    [InlineData("?limit=9999999999")]
    public async Task Any_other_limit_is_refused_with_what_would_be_right(string query)
    {
        var answer = await Gateway.AdminAsync($"/decisions{query}");

        answer.Status.ShouldBe(400);
        answer.Json.GetProperty("error").GetString()!.ShouldContain("a whole number from 1 on belongs here, and at most 1000 decisions are kept.");
    }

    [Fact]
    public async Task While_many_send_what_is_told_is_whole_and_in_order()
    {
        var sending = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++) await Gateway.SendAsync(i % 2 == 0 ? Conversation.Messenger : Conversation.WhatsApp);
        })));
        do
        {
            foreach (var decision in await LatestAsync("?limit=1000"))
            {
                var contact = decision.GetProperty("channel").GetString() == "messenger" ? "***0932" : "***5678";
                decision.GetProperty("contact").GetString().ShouldBe(contact);
            }
        }
        while (!sending.IsCompleted);

        await sending;
        (await LatestAsync("?limit=1000")).Count.ShouldBe(1000);
    }

    private async Task<List<JsonElement>> LatestAsync(string query = "") => [.. (await Gateway.AdminAsync($"/decisions{query}")).Json.EnumerateArray()];

    private static IEnumerable<string?> Texts(IEnumerable<JsonElement> decisions, string key) =>
        decisions.Select(decision => Convert.ToString(decision.GetProperty(key).GetString(), CultureInfo.InvariantCulture));
}
