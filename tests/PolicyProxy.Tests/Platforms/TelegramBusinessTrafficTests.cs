using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>Telegram, which takes a send by any verb, from any place, and proves its webhooks by a token.</summary>
/// <remarks>https://core.telegram.org/bots/api#making-requests, https://core.telegram.org/bots/api#setwebhook</remarks>
public sealed class TelegramBusinessTrafficTests() : SignedProfileTraffic("TelegramBusiness", "telegram-business.json", "/{bot}/{**rest}", """{ "Platform": "NAME", "AppSecrets": ["the-secret-token-0"] }""")
{
    private const string Ends = "business_connection_id=Vr8sdfAAAAaBbCc_-9&chat_id=1111617";

    protected override string BusinessFixture => "owner.json";

    protected override (string, string)? Proof(string body) => ("X-Telegram-Bot-Api-Secret-Token", "the-secret-token-0");

    [Fact]
    public async Task A_closed_window_is_answered_in_the_platforms_shape()
    {
        var answer = await SendAsync(Text);
        answer.Status.ShouldBe(400);
        answer.Json.GetProperty("ok").GetBoolean().ShouldBeFalse();
        answer.Json.GetProperty("error_code").GetInt32().ShouldBe(400);
        answer.Json.GetProperty("description").GetString()!.ShouldStartWith("Bad Request: BUSINESS_PEER_USAGE_MISSING (Message not delivered:");
    }

    [Theory]
    [InlineData($"/bot42:a/sendMessage?{Ends}&text=Hi", "no-client-contact")]
    [InlineData($"/bot42:a/SENDPHOTO?{Ends}", "no-client-contact")]
    [InlineData($"/bot42:a/test/sendMessage?{Ends}", "no-client-contact")]
    [InlineData($"/bot42:a/copyMessage?{Ends}", "no-client-contact")]
    [InlineData($"/bot42:a/forwardMessage?{Ends}", "no-client-contact")]
    [InlineData("/bot42:a/sendMessage?chat_id=1111617&text=Hi", "not-a-send")]
    [InlineData($"/bot42:a/sendChatAction?{Ends}&action=typing", "not-a-send")]
    [InlineData($"/bot42:a/sendMessage?{Ends}&chat_id=2", "not-understood")]
    [InlineData("/bot42:a/sendMessage?business_connection_id=Vr8sdfAAAAaBbCc_-9&chat_id=@channel", "not-understood")]
    public async Task A_send_can_be_a_GET(string target, string reason) => (await Gateway.AskAsync(HttpMethod.Get, target)).Reason.ShouldBe(reason);

    [Theory]
    [InlineData("application/x-www-form-urlencoded", $"{Ends}&text=Hi")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n1111617\r\n--b\r\nContent-Disposition: form-data; name=\"business_connection_id\"\r\n\r\nVr8sdfAAAAaBbCc_-9\r\n--b--\r\n")]
    [InlineData("application/json", """{"business_connection_id":"Vr8sdfAAAAaBbCc_-9","chat_id":"1111617","text":"Hi"}""")]
    public async Task A_send_is_judged_however_it_is_written(string contentType, string body)
    {
        (await AskAsync(contentType, body)).Reason.ShouldBe("no-client-contact");
        await WebhookAsync(ClientWrites(Gateway.Now));
        (await AskAsync(contentType, body)).Reason.ShouldBe("window-open");
    }

    [Fact]
    public async Task Another_connection_has_a_window_of_its_own()
    {
        await WebhookAsync(ClientWrites(Gateway.Now));
        (await SendAsync(Text.Replace("Vr8sdfAAAAaBbCc_-9", "Other", StringComparison.Ordinal))).Reason.ShouldBe("no-client-contact");
    }

    private async Task<Answer> AskAsync(string contentType, string body)
    {
        using var content = new StringContent(body);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType);
        return await Gateway.AskAsync(HttpMethod.Post, Path, content);
    }
}
