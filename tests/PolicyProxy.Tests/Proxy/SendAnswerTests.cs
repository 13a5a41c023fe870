using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>The answers to refused sends, to the letter: client libraries and helpdesks rely on them.</summary>
public sealed class SendAnswerTests : ProxyTest
{
    private const string Closed = "the reply window of 24 hours after the client's last message has closed";
    private const string NotWritten = "the client has not written, and only a client can start a conversation";

    /// <summary>Platform, Instagram's login, then status, error and its message.</summary>
    public static TheoryData<string, string, int, string, string> ClosedAnswers => new()
    {
        {
            "WhatsApp", "Facebook", 400,
            $$$"""{"type":"OAuthException","code":131047,"error_data":{"messaging_product":"whatsapp","details":"Message not delivered: {{{Closed}}}."}}""",
            $"(#131047) Re-engagement message. Message not delivered: {Closed}."
        },
        {
            "Messenger", "Facebook", 400, """{"type":"OAuthException","code":10,"error_subcode":2018278}""",
            $"(#10) This message is sent outside of allowed window. Message not delivered: {Closed}."
        },
        {
            "Instagram", "Facebook", 400, """{"type":"OAuthException","code":10,"error_subcode":2534022}""",
            $"(#10) This message is sent outside of allowed window. Message not delivered: {Closed}."
        },
        {
            "Instagram", "Instagram", 403, """{"type":"IGApiException","code":10,"error_subcode":2534022}""",
            $"(#10) This message is sent outside of allowed window. Message not delivered: {Closed}."
        },
    };

    public static TheoryData<string> Platforms => ["WhatsApp", "Messenger", "Instagram"];

    [Theory]
    [MemberData(nameof(ClosedAnswers))]
    public async Task A_closed_window_is_answered_as_the_platform_does(string platform, string login, int status, string error, string message)
    {
        var answer = await RefusedAsync(platform, login);

        var expected = JsonSerializer.Deserialize<Dictionary<string, object>>(error)!;
        expected["message"] = message;
        expected["error_user_title"] = "Message not delivered";
        expected["error_user_msg"] = answer.Error.GetProperty("error_user_msg").GetString()!;
        expected["fbtrace_id"] = answer.Error.GetProperty("fbtrace_id").GetString()!;
        answer.Status.ShouldBe(status);
        JsonElement.DeepEquals(answer.Error, JsonSerializer.SerializeToElement(expected)).ShouldBeTrue(answer.Text);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_closed_window_is_answered_with_the_platforms_headers(string platform)
    {
        var answer = await RefusedAsync(platform);

        answer.Headers.Where(header => header.Key is not ("Date" or "Content-Length")).ToDictionary(header => header.Key, header => header.Single()).ShouldBe(
            new Dictionary<string, string>
            {
                ["Content-Type"] = "application/json; charset=UTF-8",
                ["WWW-Authenticate"] = $"OAuth \"Facebook Platform\" \"invalid_request\" \"{answer.Error.GetProperty("message")}\"",
                ["Cache-Control"] = "no-store",
                ["X-Policy-Verdict"] = "refused",
                ["X-Policy-Reason"] = "window-closed",
                ["X-Policy-Window-Closes"] = "2026-11-22T08:00:00Z",
            },
            ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task The_agent_is_told_in_a_sentence_what_happened_and_what_to_do(string platform) =>
        (await RefusedAsync(platform)).Error.GetProperty("error_user_msg").GetString().ShouldBe(
            $"The client last wrote 24 hours ago; {platform} lets a company answer only within 24 hours of the client's last message, "
            + "so this message was not delivered: wait for the client to write, or end the dialogue.");

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task The_agent_is_told_when_the_client_never_wrote(string platform) =>
        (await SendToStrangerAsync(platform)).Error.GetProperty("error_user_msg").GetString().ShouldBe(
            $"The client has not written yet; on {platform} only a client can start a conversation, "
            + "so this message was not delivered: wait for the client to write, or end the dialogue.");

    [Theory]
    [InlineData("WhatsApp", 131047)]
    [InlineData("Messenger", 10)]
    [InlineData("Instagram", 10)]
    public async Task A_client_who_never_wrote_is_answered_with_the_code_of_a_closed_window(string platform, int code)
    {
        var error = (await SendToStrangerAsync(platform)).Error;

        error.GetProperty("code").GetInt32().ShouldBe(code);
        error.GetProperty("message").GetString()!.ShouldEndWith($"Message not delivered: {NotWritten}.");
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task The_trace_id_of_the_answer_is_in_the_log(string platform)
    {
        var traceId = (await RefusedAsync(platform)).Error.GetProperty("fbtrace_id").GetString()!;

        (await Gateway.Log.WaitForRequestsAsync(2)).Single(line => line.Contains("send", StringComparison.Ordinal)).ShouldEndWith($"trace={traceId}");
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task While_the_store_is_away_a_send_is_answered_with_a_temporary_error(string platform)
    {
        Gateway.Store.IsBroken = true;
        var answer = await Gateway.SendAsync(Conversation.On(platform));

        (answer.Status, answer.Header("Retry-After"), answer.Verdict, answer.Reason).ShouldBe((503, "5", "temporary", "store-unavailable"));
        (answer.Error.GetProperty("code").GetInt32(), answer.Error.GetProperty("is_transient").GetBoolean()).ShouldBe((2, true));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task While_the_store_is_away_nothing_reaches_the_platform(string platform)
    {
        await Gateway.ClientWroteAsync(Conversation.On(platform), TimeSpan.FromHours(24));
        Gateway.Store.IsBroken = true;
        await Gateway.SendAsync(Conversation.On(platform));

        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task While_the_store_is_away_a_conversation_that_is_known_to_be_open_goes_on(string platform)
    {
        await Gateway.ClientWritesAsync(Conversation.On(platform));
        Gateway.Store.IsBroken = true;
        var answer = await Gateway.SendAsync(Conversation.On(platform));

        (answer.Status, answer.Verdict, answer.Reason, answer.WindowCloses).ShouldBe((200, "allowed", "window-open", Gateway.Now.AddDays(1)));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task While_the_store_is_away_a_send_is_allowed_when_so_configured(string platform)
    {
        await Gateway.RestartAsync(configure: settings => settings.Set("Messaging:Store:WhenUnavailable", "Allow"));
        Gateway.Store.IsBroken = true;
        var answer = await Gateway.SendAsync(Conversation.On(platform));

        (answer.Status, answer.Verdict, answer.Reason, Gateway.Platform.Requests.Count).ShouldBe((200, "allowed", "store-unavailable", 1));
    }

    // On a route of the platform's own: on a shared one it is not known whether a stranger is Messenger's or Instagram's.
    private async Task<Answer> SendToStrangerAsync(string platform)
    {
        await Gateway.RestartAsync(configure: settings =>
            settings.Set("ReverseProxy:Routes:graph-api:Metadata:Messaging.Send", Conversation.On(platform).Channel));
        return await Gateway.SendAsync(Conversation.On(platform));
    }

    private async Task<Answer> RefusedAsync(string platform, string login = "Facebook")
    {
        if (login != "Facebook") await Gateway.RestartAsync(configure: settings => settings.Channel("instagram", "Login", login));
        await Gateway.ClientWroteAsync(Conversation.On(platform), TimeSpan.FromHours(24));
        return await Gateway.SendAsync(Conversation.On(platform));
    }
}
