using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>What a limit of messages has to do with the rest of the policy: what passes all the same, who is told, and when nobody can count.</summary>
public sealed class MessageLimitAmongOthersTests : MessageLimitTest
{
    [Fact]
    public async Task What_passes_outside_the_window_passes_above_the_limit_too()
    {
        await Gateway.RestartAsync(configure: settings => settings.SetJson("Messaging:Channels:postcards:AllowedOutsideWindow", """["Template"]"""));
        await ClientWritesAsync();
        await UseUpAsync();

        (await SendAsync(Postcards.Template)).Reason.ShouldBe("allowed-outside-window");
        (await SendAsync()).Reason.ShouldBe("message-limit");
    }

    [Fact]
    public async Task A_store_that_is_away_cannot_count()
    {
        await ClientWritesAsync();
        Gateway.Store.IsBroken = true;

        var answer = await SendAsync();
        (answer.Status, answer.Verdict, answer.Reason).ShouldBe((503, "temporary", "store-unavailable"));
        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_that_is_away_stops_nothing_where_that_is_configured()
    {
        await Gateway.RestartAsync(configure: settings => settings.Set("Messaging:Store:WhenUnavailable", "Allow"));
        await ClientWritesAsync();
        Gateway.Store.IsBroken = true;

        for (var i = 0; i <= Postcards.Most; i++) (await SendAsync()).Reason.ShouldBe("store-unavailable");
        Gateway.Platform.Requests.Count.ShouldBe(Postcards.Most + 1);
    }

    [Fact]
    public async Task An_observing_channel_counts_and_refuses_nothing()
    {
        await Gateway.RestartAsync(configure: settings => settings.Channel("postcards", "Mode", "Observe"));
        await ClientWritesAsync();
        await UseUpAsync();

        var answer = await SendAsync();
        (answer.Verdict, answer.Reason).ShouldBe(("observed", "message-limit"));
        Gateway.Platform.Requests.Count.ShouldBe(Postcards.Most + 1);
        (await CountedAsync()).ShouldBe(Postcards.Most);
    }

    [Fact]
    public async Task What_is_throttled_is_not_counted_and_what_is_refused_takes_no_permit()
    {
        await Gateway.RestartAsync(configure: settings => settings
            .SetJson("RateLimiting:Policies:api", $$"""{ "PermitLimit": {{Postcards.Most}}, "WindowSeconds": 3600 }""")
            .Set("ReverseProxy:Routes:own-sends:RateLimiterPolicy", "api"));
        await ClientWritesAsync();
        await UseUpAsync(1);
        await UseUpAsync(Postcards.Most - 1);
        (await SendAsync()).Reason.ShouldBe("message-limit");
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await ClientWritesAsync();

        (await SendAsync()).Reason.ShouldBe("throttled");
        (await CountedAsync()).ShouldBe(0);
    }

    // Whoever waits is counted when it goes: until then there is room for others.
    [Fact]
    public async Task What_waits_for_a_rate_limit_is_counted_when_it_goes()
    {
        await Gateway.RestartAsync(configure: settings => settings
            .SetJson("RateLimiting:Policies:api", """{ "PermitLimit": 1, "WindowSeconds": 0.3, "QueueLimit": 9 }""")
            .Set("ReverseProxy:Routes:own-sends:RateLimiterPolicy", "api"));
        await ClientWritesAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, Postcards.Most + 1).Select(_ => SendAsync()));

        answers.Count(answer => answer.Reason == "window-open").ShouldBe(Postcards.Most);
        answers.Count(answer => answer.Reason == "message-limit").ShouldBe(1);
        (await CountedAsync()).ShouldBe(Postcards.Most);
    }

    [Fact]
    public async Task A_refusal_that_is_told_later_is_answered_as_taken()
    {
        await Gateway.RestartAsync(configure: settings => settings
            .SetJson("Platforms:Postcards:Answers:Accepted", """{ "Body": "{'errcode':0,'id':'{id}'}" }""")
            .SetJson("Platforms:Postcards:Answers:Failed", """{ "Body": "{'id':'{id}','why':'{message}'}" }""")
            .Channel("postcards", "Refusal", "Asynchronous")
            .Channel("postcards", "RefusalUrl", $"{Gateway.Helpdesk.Address}/failed"));
        await ClientWritesAsync();
        await UseUpAsync();

        var answer = await SendAsync();
        (answer.Verdict, answer.Reason, answer.Json.GetProperty("errcode").GetInt32()).ShouldBe(("refused", "message-limit", 0));
    }

    [Fact]
    public async Task The_agent_is_told_in_words_of_the_operators_own()
    {
        await Gateway.RestartAsync(configure: settings => settings.Set("Messaging:Channels:postcards:Texts:MessageLimit", "Nur {messages} Nachrichten, bis {closes}."));
        await ClientWritesAsync();
        await UseUpAsync();

        (await SendAsync()).Json.GetProperty("agent").GetString().ShouldBe("Nur 3 Nachrichten, bis 2026-11-24 08:00 UTC.");
    }
}
