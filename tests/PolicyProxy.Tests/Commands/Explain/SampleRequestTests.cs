using System.Text;
using PolicyProxy.Gateway.Commands.Explain;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands.Explain;

/// <summary>A request is read from a file as people write it down.</summary>
public sealed class SampleRequestTests
{
    [Theory]
    [InlineData("POST /me/messages HTTP/1.1\r\nHost: graph.facebook.com\r\nX-A: 1\r\n\r\n{}")]
    [InlineData("POST /me/messages HTTP/1.1\nHost: graph.facebook.com\nX-A: 1\n\n{}\n")]
    [InlineData("POST /me/messages HTTP/2\nHost: graph.facebook.com\nX-A:1\n\n{}\r\n")]
    [InlineData("POST /me/messages\nHost: graph.facebook.com\nX-A:   1  \n\n{}")]
    [InlineData("> POST /me/messages HTTP/1.1\n> Host: graph.facebook.com\n> X-A: 1\n>\n{}\n")]
    [InlineData("POST https://graph.facebook.com/me/messages HTTP/1.1\nX-A: 1\n\n{}")]
    [InlineData("POST /me/messages HTTP/1.1\nHost: graph.facebook.com\nX-A: 1\nContent-Length: 2\n\n{} and what is no part of it")]
    public void A_head_and_a_body(string file)
    {
        var request = Read(file);

        (request.Method, request.Host, request.Target).ShouldBe(("POST", "graph.facebook.com", "/me/messages"));
        request.Headers.ShouldContain(new KeyValuePair<string, string>("X-A", "1"));
        Encoding.UTF8.GetString(request.Body).ShouldBe("{}");
    }

    [Theory]
    [InlineData("{\"a\":1}\n", "application/json", "{\"a\":1}")]
    [InlineData("\n [1]", "application/json", "\n [1]")]
    [InlineData("recipient=1&message=2", "application/x-www-form-urlencoded", "recipient=1&message=2")]
    public void A_body_alone(string file, string type, string body)
    {
        var request = Read(file, path: "/v24.0/me/messages?a=b");

        (request.Method, request.Path, request.Query, request.Host).ShouldBe(("POST", "/v24.0/me/messages", "?a=b", "localhost"));
        request.Headers.ShouldBe([new("Content-Type", type)]);
        Encoding.UTF8.GetString(request.Body).ShouldBe(body);
    }

    [Fact]
    public void A_request_without_a_body() => Read("GET /webhooks?hub.mode=subscribe HTTP/1.1\n").Body.ShouldBeEmpty();

    [Fact]
    public void Method_and_path_can_be_given_beside_the_file() =>
        (Read("POST /a HTTP/1.1\nHost: a\n\n{}", "PUT", "http://b/c").Method, Read("POST /a HTTP/1.1\nHost: a\n\n{}", "PUT", "http://b/c").Host).ShouldBe(("PUT", "b"));

    [Theory]
    [InlineData("{}", null, "has no request line;")]
    [InlineData("POST /a HTTP/1.1\nno header\n\n{}", null, "line 2 is no header;")]
    [InlineData("POST /a HTTP/1.1\nA: 1\n{\"a\"}\n", null, "line 3 is no header;")]
    [InlineData("{}", "me/messages", "asks for \"me/messages\";")]
    public void What_is_no_request_is_said(string file, string? path, string problem) =>
        Should.Throw<FormatException>(() => Read(file, path: path)).Message.ShouldStartWith(problem);

    private static SampleRequest Read(string file, string? method = null, string? path = null) => SampleRequest.Read(Encoding.UTF8.GetBytes(file), method, path);
}
