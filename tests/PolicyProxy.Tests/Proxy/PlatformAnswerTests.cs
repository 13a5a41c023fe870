using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>What the helpdesk gets to see of the platform's answers, and of its absence.</summary>
public sealed class PlatformAnswerTests : ProxyTest
{
    private static readonly Conversation Client = Conversation.Messenger;

    private static readonly (string, string)[] PlatformsOwnWords =
        [("X-Policy-Verdict", "refused"), ("X-Policy-Reason", "invented"), ("X-Policy-Window-Closes", "1970-01-01T00:00:00Z")];

    private static readonly Dictionary<string, (Action<Upstream> Arrange, int Status, string Message)> Absences = new()
    {
        ["down"] = (platform => platform.StopAsync().GetAwaiter().GetResult(), 502, "the platform could not be reached"),
        ["breaking off"] = (platform => platform.Break(), 502, "the platform broke the connection off, whether it took the message is not known"),
        ["silent"] = (platform => platform.Hang(), 504, "the platform did not answer in time, whether it took the message is not known"),
    };

    public static TheoryData<string> AbsenceNames => [.. Absences.Keys];

    private protected override void Configure(GatewaySettings settings) =>
        settings.Set("ReverseProxy:Clusters:graph:HttpRequest:ActivityTimeout", "00:00:00.9");

    [Theory]
    [InlineData(200, """{"recipient_id":"1","message_id":"m_1"}""")]
    [InlineData(301, "")]
    [InlineData(307, "")]
    [InlineData(400, """{"error":{"message":"(#100) No matching user found","code":100}}""")]
    [InlineData(429, """{"error":{"code":613}}""")]
    [InlineData(500, "<html>Sorry</html>")]
    [InlineData(503, "")]
    public async Task The_platforms_answer_is_relayed_as_it_is(int status, string body)
    {
        Gateway.Platform.AnswerWith(status, body, ("Location", $"{Gateway.Platform.Address}/elsewhere"), ("x-app-usage", "{\"call_volume\":0}"));
        var answer = await SendAsync();

        (answer.Status, answer.Text, answer.Header("x-app-usage")).ShouldBe((status, body, "{\"call_volume\":0}"));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(503)]
    public async Task A_send_reaches_the_platform_once(int status)
    {
        Gateway.Platform.AnswerWith(status, "", ("Location", $"{Gateway.Platform.Address}/elsewhere"), ("Retry-After", "0"));
        await SendAsync();

        Gateway.Platform.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_platforms_own_words_about_the_policy_do_not_get_through()
    {
        Gateway.Platform.AnswerWith(200, "{}", PlatformsOwnWords);
        var answer = await SendAsync();

        (answer.Verdict, answer.Reason, answer.WindowCloses).ShouldBe(("allowed", "window-open", Gateway.Now.AddDays(1)));
    }

    [Fact]
    public async Task The_platforms_own_words_about_the_policy_do_not_get_through_on_what_is_no_send()
    {
        Gateway.Platform.AnswerWith(200, "{}", PlatformsOwnWords);
        var answer = await Gateway.AskAsync(HttpMethod.Get, "/v24.0/me");

        (answer.Verdict, answer.Reason, answer.WindowCloses).ShouldBe((null, "not-a-send", null));
    }

    [Fact]
    public async Task An_answer_to_a_send_says_what_the_policy_said()
    {
        Gateway.Platform.AnswerWith(500, "<html>Sorry</html>");
        var answer = await SendAsync();

        (answer.Verdict, answer.Reason).ShouldBe(("allowed", "window-open"));
    }

    [Theory]
    [MemberData(nameof(AbsenceNames))]
    public async Task A_platform_that_is_away_is_a_temporary_error_in_its_own_shape(string absence)
    {
        var (arrange, status, message) = Absences[absence];
        arrange(Gateway.Platform);
        var answer = await SendAsync();

        (answer.Status, answer.Header("Content-Type")).ShouldBe((status, "application/json; charset=UTF-8"));
        (answer.Error.GetProperty("code").GetInt32(), answer.Error.GetProperty("is_transient").GetBoolean()).ShouldBe((2, true));
        answer.Error.GetProperty("message").GetString()!.ShouldEndWith($"{message}.");
    }

    [Theory]
    [MemberData(nameof(AbsenceNames))]
    public async Task The_verdict_is_told_although_the_platform_is_away(string absence)
    {
        Absences[absence].Arrange(Gateway.Platform);
        var answer = await SendAsync();

        (answer.Verdict, answer.Reason, answer.WindowCloses).ShouldBe(("allowed", "window-open", Gateway.Now.AddDays(1)));
    }

    [Theory]
    [InlineData("breaking off")]
    [InlineData("silent")]
    public async Task A_send_is_not_repeated_when_the_platform_does_not_answer(string absence)
    {
        Absences[absence].Arrange(Gateway.Platform);
        await SendAsync();

        Gateway.Platform.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("POST", "", "")]
    [InlineData("POST", "", "Content-Length: 0\r\n")]
    [InlineData("PUT", "", "")]
    [InlineData("SEARCH", "", "")]
    [InlineData("GET", "&method=post", "")]
    [InlineData("DELETE", "&method=post", "")]
    public async Task A_send_without_a_body_is_not_repeated_when_a_connection_that_was_kept_ends(string verb, string query, string headers)
    {
        await SendAsync();
        Gateway.Platform.HangUp();
        using var connection = await Gateway.ConnectAsync();
        await connection.AskAsync(
            $"{verb} /me/messages?recipient=%7B%22id%22:%22{Client.Contact}%22%7D&message=%7B%22text%22:%22Hello%22%7D{query}", headers);

        Gateway.Platform.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(AbsenceNames))]
    public async Task What_is_no_send_is_answered_in_the_platforms_shape_too(string absence)
    {
        Absences[absence].Arrange(Gateway.Platform);
        var answer = await Gateway.AskAsync(HttpMethod.Get, "/v24.0/me");

        (answer.Status, answer.Error.GetProperty("code").GetInt32()).ShouldBe((Absences[absence].Status, 2));
    }

    [Fact]
    public async Task A_cluster_without_a_destination_is_a_platform_that_cannot_be_reached()
    {
        await Gateway.RestartAsync(configure: settings => settings.SetJson("ReverseProxy:Clusters:graph:Destinations", "{}"));
        var answer = await SendAsync();

        (answer.Status, answer.Error.GetProperty("code").GetInt32()).ShouldBe((502, 2));
    }

    [Theory]
    [InlineData("helpdesk", 15)]
    [InlineData("graph", 30)]
    public async Task The_other_side_has_so_many_seconds_when_the_configuration_does_not_say(string cluster, int seconds)
    {
        await Gateway.RestartAsync(configure: settings => settings.Remove("ReverseProxy:Clusters:graph:HttpRequest"));

        Gateway.ActivityTimeout(cluster).ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    private async Task<Answer> SendAsync()
    {
        await Gateway.ClientWritesAsync(Client);
        return await Gateway.SendAsync(Client);
    }
}
