using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>What is no send passes untouched, whatever the windows are.</summary>
public sealed class NotASendTests : ProxyTest
{
    public static TheoryData<string, string, string> Requests => new()
    {
        { "POST", "/v24.0/me/messages", """{"recipient":{"id":"25381719828140932"},"sender_action":"typing_on"}""" },
        { "POST", "/v24.0/me/messages", """{"recipient":{"id":"25381719828140932"},"sender_action":"mark_seen"}""" },
        { "POST", "/v24.0/me/messages", """{"recipient":{"id":"1"},"sender_action":"react","payload":{"message_id":"m","reaction":"love"}}""" },
        { "POST", "/v24.0/106540352242922/messages", """{"messaging_product":"whatsapp","status":"read","message_id":"wamid.A"}""" },
        {
            "POST", "/v24.0/106540352242922/messages",
            """{"messaging_product":"whatsapp","status":"read","message_id":"wamid.A","typing_indicator":{"type":"text"}}"""
        },
        { "POST", "/v24.0/me/message_attachments", """{"message":{"attachment":{"type":"image","payload":{"url":"https://a.example/b.png"}}}}""" },
        { "POST", "/v24.0/me/message_templates", """{"name":"order","language":"en"}""" },
        { "POST", "/v24.0/1_2/comments", """{"message":"Thank you!"}""" },
        { "POST", "/v24.0/17858893269000001/replies", """{"message":"Thank you!"}""" },
        { "POST", "/v24.0/me/pass_thread_control", """{"recipient":{"id":"25381719828140932"},"target_app_id":"1"}""" },
        { "POST", "/v24.0/106540352242922/register", """{"messaging_product":"whatsapp","pin":"123456"}""" },
        { "DELETE", "/v24.0/me/messenger_profile", """{"fields":["greeting"]}""" },
        { "GET", "/v24.0/me/messages?fields=message,from", "" },
        { "GET", "/v24.0/105872921234567/conversations?platform=messenger", "" },
        { "GET", "/v24.0/m_A?fields=messages%7Bmessage%7D", "" },
        { "OPTIONS", "/v24.0/me/messages", "" },
        { "GET", "/", "" },

        // Escapes stay as they were written.
        { "GET", "/v24.0/a%2Fb%C3%A4%20?fields=messages{id}&q=\"%2f", "" },
        { "POST", "/v24.0/1_2/comments?message=a%2Fb", "" },
        { "GET", "/oauth/access_token?grant_type=fb_exchange_token", "" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task It_reaches_the_platform_untouched(string verb, string target, string body)
    {
        await AskAsync(verb, target, body);

        var received = Gateway.Platform.Single;
        (received.Method, received.Target, received.Text).ShouldBe((verb, target, body));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task The_answer_says_that_it_is_no_send(string verb, string target, string body)
    {
        var answer = await AskAsync(verb, target, body);

        (answer.Status, answer.Verdict, answer.Reason).ShouldBe((200, null, "not-a-send"));
    }

    [Fact]
    public async Task It_passes_while_the_store_is_away()
    {
        Gateway.Store.IsBroken = true;

        (await AskAsync("POST", "/v24.0/me/messages", """{"recipient":{"id":"1"},"sender_action":"typing_on"}""")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_media_upload_larger_than_the_servers_own_limit_reaches_the_platform()
    {
        using var media = new ByteArrayContent(new byte[31_000_000]);
        var answer = await Gateway.AskAsync(HttpMethod.Post, "/v24.0/106540352242922/media", media);

        (answer.Status, Gateway.Platform.Single.Body.Length).ShouldBe((200, 31_000_000));
    }

    [Fact]
    public async Task A_media_upload_reaches_the_platform_byte_for_byte()
    {
        var media = new byte[1024 * 1024];
        new Random(7).NextBytes(media);
        using var form = new MultipartFormDataContent("boundary") { { new StringContent("whatsapp"), "messaging_product" }, { new ByteArrayContent(media), "file", "photo.png" } };
        var written = await form.ReadAsByteArrayAsync();
        await Gateway.AskAsync(HttpMethod.Post, "/v24.0/106540352242922/media", form);

        Gateway.Platform.Single.Body.ShouldBe(written);
    }

    [Fact]
    public async Task A_media_upload_is_passed_on_while_it_still_arrives()
    {
        var arrived = new TaskCompletionSource();
        Gateway.Platform.OnHead = target => { if (target.EndsWith("/media", StringComparison.Ordinal)) arrived.TrySetResult(); };
        using var connection = await Gateway.ConnectAsync();
        await connection.WriteAsync("POST /v24.0/106540352242922/media", "Transfer-Encoding: chunked\r\n", "5\r\nfirst\r\n"u8.ToArray());

        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private async Task<Answer> AskAsync(string verb, string target, string body)
    {
        using var connection = await Gateway.ConnectAsync();
        return await connection.AskAsync($"{verb} {target}", body.Length == 0 ? "" : "Content-Type: application/json\r\n", body);
    }
}
