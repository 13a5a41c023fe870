using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>A send that cannot be read exactly one way is not passed on: the platform could read it another way.</summary>
public sealed class NotUnderstoodTests : ProxyTest
{
    private const string WhatsAppPath = "/v24.0/106540352242922/messages";
    private const string MessengerPath = "/v24.0/me/messages";

    public static TheoryData<string, string> Bodies => new()
    {
        { WhatsAppPath, """{"to":""" },
        { WhatsAppPath, """{"messaging_product":"whatsapp","to":"4915112345678","to":"4915112345679","text":{"body":"a"}}""" },
        { WhatsAppPath, """{"messaging_product":"whatsapp","to":["4915112345678"],"text":{"body":"a"}}""" },
        { WhatsAppPath, """{"messaging_product":"whatsapp","to":"004915112345678","text":{"body":"a"}}""" },
        { WhatsAppPath, """{"messaging_product":"whatsapp","to":"","text":{"body":"a"}}""" },
        { WhatsAppPath, """{"messaging_product":"whatsapp","to":"4915112345678:x","text":{"body":"a"}}""" },
        { WhatsAppPath, """{"messaging_product":"whatsapp","to":"123456789012345678901234567890123","text":{"body":"a"}}""" },
        { WhatsAppPath, """{"messaging_product":"whatsapp","to":"٤٩١٥١١٢٣٤٥٦٧٨","text":{"body":"a"}}""" },
        { WhatsAppPath, """{"messaging_product":"whatsapp","text":{"body":"a"}}""" },
        { WhatsAppPath, """{"messaging_product":"whatsapp","to":"4915112345678","status":"read","text":{"body":"a"}}""" },
        { WhatsAppPath, """{"messaging_product":"whatsapp","to":"4915112345678","type":"template","template":{"name":"a"},"text":{"body":"a"}}""" },
        { WhatsAppPath, """{"messaging_product":"sms","to":"4915112345678","text":{"body":"a"}}""" },
        { "/v24.0/106540352242922/marketing_messages", """{"messaging_product":"whatsapp","to":"4915112345678","text":{"body":"a"}}""" },
        { "/v24.0/106540352242922/messages_encrypted", """{"messaging_product":"whatsapp","encrypted_contents":"eyJhbGciOi"}""" },
        { MessengerPath, """{"recipient":{"id":"25381719828140932"},"message":{"text":"Hello"}""" },
        { MessengerPath, """{"recipient":{"id":"1","id":"2"},"message":{"text":"a"}}""" },
        { MessengerPath, """{"recipient":{"id":"1"},"recipient":{"id":"2"},"message":{"text":"a"}}""" },
        { MessengerPath, """{"recipient":{"id":"1","comment_id":"2"},"message":{"text":"a"}}""" },
        { MessengerPath, """{"recipient":{"id":"a:b"},"message":{"text":"a"}}""" },
        { MessengerPath, """{"recipient":{"id":1.5e3},"message":{"text":"a"}}""" },
        { MessengerPath, """{"recipient":{},"message":{"text":"a"}}""" },
        { MessengerPath, """{"recipient":{"id":"1"},"message":{"text":"a"},"sender_action":"typing_on"}""" },
        { MessengerPath, """{"recipient":{"id":"1"},"message":{"text":"a"},"batch":[]}""" },
        { MessengerPath, """{"recipient":{"id":"1"},"message":{"text":"a"},"messaging_product":"whatsapp","to":"1"}""" },
        { MessengerPath + "?batch=%5B%5D", """{"recipient":{"id":"1"},"message":{"text":"a"}}""" },
        { MessengerPath, "\u0001\u0002" },
        { MessengerPath, "" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task It_is_refused_as_an_invalid_parameter(string path, string body)
    {
        var answer = await SendAsync(path, body);

        (answer.Status, answer.Verdict, answer.Reason).ShouldBe((400, "refused", "not-understood"));
        (answer.Error.GetProperty("code").GetInt32(), answer.Error.GetProperty("type").GetString()).ShouldBe((100, "OAuthException"));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task It_does_not_reach_the_platform(string path, string body)
    {
        await SendAsync(path, body);

        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Content-Type", "application/json; charset=utf-16")]
    [InlineData("Content-Type", "application/json; charset=x-unknown")]
    [InlineData("Content-Encoding", "zstd")]
    [InlineData("Content-Encoding", "made-up")]
    public async Task An_encoding_that_cannot_be_read_is_refused(string header, string value)
    {
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        using var connection = await Gateway.ConnectAsync();
        var answer = await connection.AskAsync($"POST {Conversation.Messenger.Path}", $"{header}: {value}\r\n", Conversation.Messenger.Text);

        (answer.Status, answer.Reason, Gateway.Platform.Requests.Count).ShouldBe((400, "not-understood", 0));
    }

    [Fact]
    public async Task An_account_that_no_channel_of_the_route_can_have_is_refused()
    {
        await Gateway.RestartAsync(configure: settings =>
            settings.Set("ReverseProxy:Routes:graph-api:Metadata:Messaging.Send", "messenger,instagram"));

        (await Gateway.SendAsync(Conversation.WhatsApp)).Reason.ShouldBe("not-understood");
    }

    [Fact]
    public async Task A_WhatsApp_send_that_names_no_number_of_the_company_is_refused() =>
        (await Gateway.PostAsync("/v24.0/me/messages", Conversation.WhatsApp.Text)).Reason.ShouldBe("not-understood");

    [Theory]
    [InlineData(4_194_304, 400)]
    [InlineData(4_194_305, 413)]
    public async Task A_body_above_four_mebibytes_is_too_large(int length, int status) =>
        (await Gateway.PostAsync(MessengerPath, new byte[length])).Status.ShouldBe(status);

    [Fact]
    public async Task A_body_that_is_too_large_is_answered_in_the_platforms_shape()
    {
        var answer = await Gateway.PostAsync(MessengerPath, new byte[4_194_305]);

        (answer.Header("Content-Type"), answer.Error.GetProperty("code").GetInt32()).ShouldBe(("application/json; charset=UTF-8", 100));
        (answer.Verdict, answer.Reason).ShouldBe(("refused", "not-understood"));
    }

    [Fact]
    public async Task A_body_that_is_too_large_does_not_reach_the_platform()
    {
        await Gateway.PostAsync(MessengerPath, new byte[4_194_305]);

        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_whose_chunks_are_malformed_is_answered_in_the_platforms_shape()
    {
        using var connection = await Gateway.ConnectAsync();
        var answer = await connection.AskAsync($"POST {MessengerPath}", "Transfer-Encoding: chunked\r\n", "zz\r\n"u8.ToArray());

        (answer.Status, answer.Error.GetProperty("code").GetInt32()).ShouldBe((400, 100));
        (answer.Verdict, answer.Reason).ShouldBe(("refused", "not-understood"));
    }

    private Task<Answer> SendAsync(string path, string body) => Gateway.PostAsync(path, body);
}
