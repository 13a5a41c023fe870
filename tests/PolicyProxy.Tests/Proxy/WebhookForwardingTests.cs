using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>The helpdesk gets what the platform sent, and the platform what the helpdesk answered.</summary>
public sealed class WebhookForwardingTests : ProxyTest
{
    private const int LongestBody = 4 * 1024 * 1024;

    /// <summary>Signed bodies, written in Latin 1 so that every byte can be named.</summary>
    public static TheoryData<string, string> Bodies => new()
    {
        { "plain", """{"object":"page","entry":[]}""" },
        { "odd white space", "\r\n\t { \"object\" :\t\"page\" ,\n\"entry\" : [ ] } \n\n" },
        { "escapes", """{"object":"page","entry":[],"a":"\u00e4\ud83d\ude00 \/ \u003C \u0040"}""" },
        { "invalid UTF-8", "{\"object\":\"page\",\"a\":\"\u00c3\u0028 \u00ff\u00fe\"}" },
        { "byte order mark", "\u00ef\u00bb\u00bf{\"object\":\"page\",\"entry\":[]}" },
        { "duplicate members", """{"object":"page","object":"instagram"}""" },
        { "not JSON", "This is no JSON." },
        { "cut off", """{"object":"page","entry":[{"id":""" },
        { "a number", "42" },
        { "binary", "\u0000\u0001\u001f\u008b\u0008\u00ff" },
        { "empty", "" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_signed_webhook_is_forwarded_byte_for_byte(string what, string latin1)
    {
        var body = Encoding.Latin1.GetBytes(latin1);
        await Gateway.WebhookAsync(body, GatewaySettings.MessengerSecret);

        Gateway.Helpdesk.Single.Body.ShouldBe(body, what);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_signed_webhook_in_chunks_is_forwarded_byte_for_byte(string what, string latin1)
    {
        var body = Encoding.Latin1.GetBytes(latin1);
        using var connection = await Gateway.ConnectAsync();
        await connection.AskAsync(
            "POST /webhooks/meta",
            $"Transfer-Encoding: chunked\r\nX-Hub-Signature-256: {RunningGateway.Sign(body, GatewaySettings.MessengerSecret)}\r\n",
            InChunks(body, 7));

        Gateway.Helpdesk.Single.Body.ShouldBe(body, what);
    }

    [Theory]
    [InlineData("User-Agent", "facebookexternalua")]
    [InlineData("Content-Type", "application/json; charset=utf-8")]
    [InlineData("X-Hub-Signature", "sha1=6fc19d7c2e5aceb482c709cbc0bd18ff2827c92d")]
    [InlineData("X-Of-The-Platforms-Own", "a, b;c=\"d\"")]
    public async Task A_header_of_the_platforms_is_forwarded_as_it_is(string name, string value)
    {
        var body = Encoding.UTF8.GetBytes("""{"object":"page"}""");
        using var connection = await Gateway.ConnectAsync();
        await connection.AskAsync(
            "POST /webhooks/meta",
            $"{name}: {value}\r\nX-Hub-Signature-256: {RunningGateway.Sign(body, GatewaySettings.MessengerSecret)}\r\n",
            body);

        Gateway.Helpdesk.Single.Header(name).ShouldBe(value);
    }

    [Fact]
    public async Task The_signature_is_forwarded_so_that_the_helpdesk_can_check_it_again()
    {
        var body = Encoding.UTF8.GetBytes("""{"object":"page"}""");
        await Gateway.WebhookAsync(body, GatewaySettings.MessengerSecret);

        Gateway.Helpdesk.Single.Header("X-Hub-Signature-256").ShouldBe(RunningGateway.Sign(body, GatewaySettings.MessengerSecret));
    }

    [Fact]
    public async Task The_subscription_handshake_reaches_the_helpdesk_untouched()
    {
        const string Target = "/webhooks/meta?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=me%20at%2Fyou";
        await Gateway.AskAsync(HttpMethod.Get, Target);

        (Gateway.Helpdesk.Single.Method, Gateway.Helpdesk.Single.Target).ShouldBe(("GET", Target));
    }

    [Fact]
    public async Task The_helpdesks_answer_to_the_handshake_is_relayed()
    {
        Gateway.Helpdesk.AnswerWith(200, "1158201444");

        (await Gateway.AskAsync(HttpMethod.Get, "/webhooks/meta?hub.challenge=1158201444")).Text.ShouldBe("1158201444");
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Another_verb_is_refused_and_not_forwarded(string verb)
    {
        using var connection = await Gateway.ConnectAsync();
        var answer = await connection.AskAsync($"{verb} /webhooks/meta");

        (answer.Status, answer.Header("Allow"), Gateway.Helpdesk.Requests.Count).ShouldBe((405, "GET, POST", 0));
    }

    [Theory]
    [InlineData(200, "EVENT_RECEIVED")]
    [InlineData(202, "")]
    [InlineData(302, "moved")]
    [InlineData(404, "no such hook")]
    [InlineData(429, "slowly")]
    [InlineData(500, "<h1>broken</h1>")]
    public async Task The_helpdesks_answer_is_relayed_as_it_is(int status, string body)
    {
        Gateway.Helpdesk.AnswerWith(status, body, ("X-Helpdesk", "a"), ("Location", "http://elsewhere.example/"));

        var answer = await Gateway.WebhookAsync("""{"object":"page"}""", GatewaySettings.MessengerSecret);

        (answer.Status, answer.Text, answer.Header("X-Helpdesk")).ShouldBe((status, body, "a"));
    }

    [Fact]
    public async Task A_body_of_four_mebibytes_is_forwarded()
    {
        await Gateway.WebhookAsync(Large(LongestBody), GatewaySettings.MessengerSecret);

        Gateway.Helpdesk.Single.Body.Length.ShouldBe(LongestBody);
    }

    [Fact]
    public async Task A_body_of_one_byte_more_is_refused_and_not_forwarded()
    {
        var answer = await Gateway.WebhookAsync(Large(LongestBody + 1), GatewaySettings.MessengerSecret);

        (answer.Status, Gateway.Helpdesk.Requests.Count).ShouldBe((413, 0));
    }

    [Fact]
    public async Task A_body_in_chunks_of_one_byte_more_is_refused_and_not_forwarded()
    {
        var body = Large(LongestBody + 1);
        using var connection = await Gateway.ConnectAsync();
        var answer = await connection.AskAsync(
            "POST /webhooks/meta",
            $"Transfer-Encoding: chunked\r\nX-Hub-Signature-256: {RunningGateway.Sign(body, GatewaySettings.MessengerSecret)}\r\n",
            InChunks(body, 1024 * 1024));

        (answer.Status, Gateway.Helpdesk.Requests.Count).ShouldBe((413, 0));
    }

    private static byte[] Large(int length)
    {
        var body = new byte[length];
        Array.Fill(body, (byte)' ');
        Encoding.UTF8.GetBytes("""{"object":"page"}""").CopyTo(body, 0);
        return body;
    }

    private static byte[] InChunks(byte[] body, int size)
    {
        var chunks = body.Chunk(size).SelectMany(chunk => Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n").Concat(chunk).Concat("\r\n"u8.ToArray()));
        return [.. chunks, .. "0\r\n\r\n"u8];
    }
}
