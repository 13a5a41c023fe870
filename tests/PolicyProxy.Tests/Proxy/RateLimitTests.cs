using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>Above a route's rate limit a send gets the platform's own throttling answer; what does not reach the platform costs nothing.</summary>
public sealed class RateLimitTests : ProxyTest
{
    private const string Policy = "RateLimiting:Policies:api";
    private const string TypingOn = """{"recipient":{"id":"25381719828140932"},"sender_action":"typing_on"}""";

    private static readonly Conversation Client = Conversation.WhatsApp;
    private static readonly Conversation SecondNumber = Client with { Account = "106540352242999" };

    private protected override void Configure(GatewaySettings settings) => settings
        .SetJson(Policy, """{ "PermitLimit": 1, "WindowSeconds": 3600 }""")
        .Set("ReverseProxy:Routes:graph-api:RateLimiterPolicy", "api");

    [Theory]
    [InlineData("WhatsApp", 130429)]
    [InlineData("Messenger", 613)]
    [InlineData("Instagram", 613)]
    public async Task A_send_above_the_limit_is_answered_as_the_platform_throttles(string platform, int code)
    {
        await SendToClientAsync(Conversation.On(platform));
        var answer = await Gateway.SendAsync(Conversation.On(platform));

        (answer.Status, answer.Header("Retry-After"), answer.Header("Content-Type")).ShouldBe((400, "3600", "application/json; charset=UTF-8"));
        (answer.Error.GetProperty("code").GetInt32(), answer.Error.GetProperty("is_transient").GetBoolean()).ShouldBe((code, true));
        answer.Error.GetProperty("message").GetString().ShouldStartWith($"(#{code}) ");
        answer.Error.GetProperty("fbtrace_id").GetString().ShouldNotBeNullOrEmpty();
        Gateway.Platform.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Its_headers_say_that_it_was_refused_for_now_and_when_the_window_closes()
    {
        await SendToClientAsync(Client);
        var answer = await Gateway.SendAsync(Client);

        (answer.Verdict, answer.Reason, answer.WindowCloses).ShouldBe(("temporary", "throttled", Gateway.Now + TimeSpan.FromHours(24)));
    }

    [Fact]
    public async Task Its_line_in_the_log_says_so()
    {
        await SendToClientAsync(Client);
        await Gateway.SendAsync(Client);

        (await Gateway.Log.WaitForRequestsAsync(3))[^1].ShouldContain(
            "send POST route=graph-api channel=whatsapp contact=***5678 verdict=temporary reason=throttled status=400");
        Gateway.Log.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_policy_refuses_costs_no_permit()
    {
        (await Gateway.SendAsync(Client)).Reason.ShouldBe("no-client-contact");
        (await Gateway.PostAsync(Client.Path, "{")).Reason.ShouldBe("not-understood");

        (await SendToClientAsync(Client)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_the_policy_refuses_is_told_as_that_also_above_the_limit()
    {
        await SendToClientAsync(Client);

        (await Gateway.SendAsync(Client with { Contact = "4915112345679" })).Reason.ShouldBe("no-client-contact");
    }

    [Theory]
    [InlineData("GET", "/v24.0/1234567", "")]
    [InlineData("POST", "/v24.0/106540352242922/media", "data")]
    [InlineData("POST", "/v24.0/106540352242922/messages", TypingOn)]
    public async Task What_is_no_send_is_not_counted_and_passes_above_the_limit(string verb, string path, string body)
    {
        using var connection = await Gateway.ConnectAsync();
        (await connection.AskAsync($"{verb} {path}", "", body)).Status.ShouldBe(200);

        (await SendToClientAsync(Client)).Status.ShouldBe(200);
        (await connection.AskAsync($"{verb} {path}", "", body)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Each_account_is_counted_by_itself()
    {
        await SendToClientAsync(Client);

        (await SendToClientAsync(SecondNumber)).Status.ShouldBe(200);
        (await Gateway.SendAsync(SecondNumber)).Reason.ShouldBe("throttled");
    }

    [Theory]
    [InlineData("Route")]
    [InlineData("Client")]
    public async Task A_route_or_a_client_is_counted_as_a_whole_when_so_configured(string by)
    {
        await Gateway.RestartAsync(configure: settings => settings.Set($"{Policy}:PartitionBy", by));
        await SendToClientAsync(Client);

        (await SendToClientAsync(SecondNumber)).Reason.ShouldBe("throttled");
    }

    [Theory]
    [InlineData("?access_token=EAAB1", "", "?access_token=EAAB1", "", "throttled")]
    [InlineData("?access_token=EAAB1", "", "?access_token=EAAB2", "", "window-open")]
    [InlineData("?a=b&access_token=EAAB1", "", "?access_token=EAAB1&a=b", "", "throttled")]
    [InlineData("", "Bearer EAAB1", "", "Bearer EAAB1", "throttled")]
    [InlineData("", "Bearer EAAB1", "", "Bearer EAAB2", "window-open")]
    [InlineData("", "", "", "", "throttled")]
    public async Task Where_the_path_says_me_each_access_token_is_counted_by_itself(string query, string header, string nextQuery, string nextHeader, string reason)
    {
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        (await SendAsMeAsync(query, header)).Status.ShouldBe(200);

        (await SendAsMeAsync(nextQuery, nextHeader)).Reason.ShouldBe(reason);
        string.Join('\n', Gateway.Log.Requests).ShouldNotContain("EAAB");
    }

    [Fact]
    public async Task In_a_batch_each_send_is_counted_and_those_above_the_limit_are_answered_in_their_place()
    {
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        Gateway.Platform.AnswerWith(200, """[{"code":200,"body":"{}"},{"code":200,"body":"{}"}]""");
        var send = JsonSerializer.Serialize(Conversation.Messenger.Text);
        var answer = await Gateway.PostAsync(
            "/v24.0/", $$"""{"batch":[{"method":"POST","relative_url":"1/messages","body":{{send}}},{"method":"GET","relative_url":"me"},{"method":"POST","relative_url":"1/messages","body":{{send}}}]}""");

        var codes = JsonDocument.Parse(answer.Body).RootElement.EnumerateArray().Select(element => element.GetProperty("code").GetInt32());
        (answer.Status, answer.Verdict).ShouldBe((200, "mixed"));
        codes.ShouldBe([200, 200, 400]);
        answer.Text.ShouldContain("(#613)");
    }

    [Fact]
    public async Task The_limit_holds_where_verdicts_are_only_told()
    {
        await Gateway.RestartAsync(configure: settings => settings.Channel("whatsapp", "Mode", "Observe"));
        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("observed");

        (await Gateway.SendAsync(Client)).Reason.ShouldBe("throttled");
    }

    [Fact]
    public async Task When_the_window_is_over_sends_pass_again()
    {
        await Gateway.RestartAsync(configure: settings => settings.Set($"{Policy}:WindowSeconds", 0.5));
        await SendToClientAsync(Client);
        (await Gateway.SendAsync(Client)).Header("Retry-After").ShouldBe("1");

        await Eventually.HoldsAsync(async () => (await Gateway.SendAsync(Client)).Status == 200);
    }

    private async Task<Answer> SendToClientAsync(Conversation conversation)
    {
        await Gateway.ClientWritesAsync(conversation);
        return await Gateway.SendAsync(conversation);
    }

    private Task<Answer> SendAsMeAsync(string query, string header) => Gateway.PostAsync(
        $"/v24.0/me/messages{query}", Conversation.Messenger.Text, header.Length == 0 ? [] : [("Authorization", header)]);
}
