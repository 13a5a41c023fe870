using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>Which headers of a send reach the platform, and what cannot pass through the gateway at all.</summary>
public sealed class SendHeaderTests : ProxyTest
{
    private static readonly Conversation Client = Conversation.Messenger;

    [Theory]
    [InlineData("Authorization", "Bearer EAAB-token")]
    [InlineData("D360-API-KEY", "key")]
    [InlineData("User-Agent", "helpdesk/1.0")]
    [InlineData("Content-Type", "application/x-www-form-urlencoded")]
    [InlineData("Accept-Encoding", "gzip")]
    [InlineData("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("X-Of-The-Helpdesks-Own", "a, b;c=\"d\"")]
    public async Task A_header_of_the_helpdesks_is_forwarded_as_it_is(string name, string value) =>
        (await SendAsync($"{name}: {value}\r\n")).Header(name).ShouldBe(value);

    [Theory]
    [InlineData("X-HTTP-Method-Override: GET")]
    [InlineData("X-HTTP-Method: DELETE")]
    [InlineData("X-Method-Override: DELETE")]
    [InlineData("x-http-method-override: get")]
    [InlineData("Upgrade: h2c")]
    [InlineData("HTTP2-Settings: AAMAAABkAAQAAP__")]
    public async Task A_header_that_could_make_another_request_of_it_is_dropped(string header) =>
        (await SendAsync($"{header}\r\n")).Headers.ShouldNotContainKey(header.Split(':')[0]);

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Forwarded-Proto")]
    [InlineData("X-Forwarded-Prefix")]
    [InlineData("Forwarded")]
    [InlineData("Via")]
    [InlineData("CDN-Loop")]
    [InlineData("traceparent")]
    [InlineData("tracestate")]
    [InlineData("Request-Id")]
    [InlineData("baggage")]
    public async Task The_gateway_adds_no_header_of_its_own(string name) => (await SendAsync("")).Headers.ShouldNotContainKey(name);

    [Theory]
    [InlineData("GET /v24.0/me")]
    [InlineData("POST /v24.0/me/media")]
    public async Task The_gateway_adds_no_header_to_what_is_no_send(string requestLine)
    {
        using var connection = await Gateway.ConnectAsync();
        await connection.AskAsync(requestLine);

        Gateway.Platform.Single.Headers.Keys.ShouldBeSubsetOf(["Host", "Content-Length", "Transfer-Encoding"]);
    }

    [Fact]
    public async Task The_platform_is_asked_by_its_own_host_name() =>
        (await SendAsync("")).Header("Host").ShouldBe(new Uri(Gateway.Platform.Address).Authority);

    [Fact]
    public async Task The_length_of_the_body_is_kept() => (await SendAsync("")).Headers.ContentLength.ShouldBe(Client.Text.Length);

    [Fact]
    public async Task A_body_in_chunks_is_judged_and_forwarded_whole()
    {
        await Gateway.ClientWritesAsync(Client);
        using var connection = await Gateway.ConnectAsync();
        await connection.AskAsync(
            $"POST {Client.Path}", "Transfer-Encoding: chunked\r\n", System.Text.Encoding.ASCII.GetBytes($"{Client.Text.Length:x}\r\n{Client.Text}\r\n0\r\n\r\n"));

        Gateway.Platform.Single.Text.ShouldBe(Client.Text);
    }

    [Fact]
    public async Task A_send_that_waits_to_be_told_to_go_on_is_judged_and_forwarded()
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.PostAsync(Client.Path, Client.Text, ("Expect", "100-continue"));

        (Gateway.Platform.Single.Text, Gateway.Platform.Single.Header("Expect")).ShouldBe((Client.Text, ""));
    }

    [Theory]
    [InlineData("GET", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")]
    [InlineData("POST", "Upgrade: something\r\nConnection: Upgrade\r\n")]
    [InlineData("POST", "Upgrade: h2c, websocket\r\nConnection: Upgrade\r\n")]
    public async Task A_connection_is_not_upgraded(string verb, string headers)
    {
        await Gateway.ClientWritesAsync(Client);
        using var connection = await Gateway.ConnectAsync();
        var answer = await connection.AskAsync($"{verb} {Client.Path}", headers, verb == "GET" ? "" : Client.Text);

        (answer.Status, answer.Error.GetProperty("code").GetInt32(), Gateway.Platform.Requests.Count).ShouldBe((400, 100, 0));
    }

    [Fact]
    public async Task An_offer_of_HTTP_2_is_passed_over_and_the_request_served()
    {
        await Gateway.ClientWritesAsync(Client);
        using var connection = await Gateway.ConnectAsync();
        var answer = await connection.AskAsync(
            $"POST {Client.Path}", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n", Client.Text);

        (answer.Status, Gateway.Platform.Single.Text).ShouldBe((200, Client.Text));
    }

    [Theory]
    [InlineData("CONNECT gateway:443")]
    [InlineData("CONNECT graph.facebook.com:443")]
    public async Task No_tunnel_is_opened(string requestLine)
    {
        using var connection = await Gateway.ConnectAsync();
        var answer = await connection.AskAsync(requestLine);

        (answer.Status, Gateway.Platform.Requests.Count).ShouldBe((400, 0));
    }

    private async Task<ReceivedRequest> SendAsync(string headers)
    {
        await Gateway.ClientWritesAsync(Client);
        using var connection = await Gateway.ConnectAsync();
        await connection.AskAsync($"POST {Client.Path}", headers, Client.Text);
        return Gateway.Platform.Single;
    }
}
