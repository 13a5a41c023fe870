using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A platform that is described in JSON goes through the running gateway as those do that are built in.</summary>
public sealed class TwilioTrafficTests : ProxyTest
{
    private const string Secret = "twilio-auth-token-0123456789abcdef";
    private const string Address = "https://chat.example.com";
    private const string Path = "/2010-04-01/Accounts/AC1/Messages.json";

    private static readonly string ClientWrites = Encoding.UTF8.GetString(Fixture.Named("Twilio", "text_escaped.txt").ReadBody());
    private static readonly string AgentAnswers = SendFixture.All("Twilio")[0].Text;

    private protected override void Configure(GatewaySettings settings) => DescribedPlatform.Configure(
        settings, "Twilio", "twilio.json", "/2010-04-01/{**rest}", $$"""{ "Platform": "NAME", "AppSecrets": ["{{Secret}}"], "PublicUrl": "{{Address}}/", "AllowedOutsideWindow": ["Template"] }""");

    [Fact]
    public async Task A_signed_webhook_opens_the_window_and_reaches_the_helpdesk_as_it_came()
    {
        (await WebhookAsync(ClientWrites)).Status.ShouldBe(200);
        Gateway.Helpdesk.Requests.ShouldHaveSingleItem().Text.ShouldBe(ClientWrites);

        (await SendAsync(AgentAnswers)).Reason.ShouldBe("window-open");
        Gateway.Platform.Requests.ShouldHaveSingleItem().Text.ShouldBe(AgentAnswers);
    }

    [Fact]
    public async Task The_window_closes_exactly_at_its_end()
    {
        await WebhookAsync(ClientWrites);
        Gateway.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        (await SendAsync(AgentAnswers)).Reason.ShouldBe("window-open");

        Gateway.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await SendAsync(AgentAnswers)).Reason.ShouldBe("window-closed");
    }

    [Fact]
    public async Task A_closed_window_is_answered_in_the_platforms_shape()
    {
        var answer = await SendAsync(AgentAnswers);

        answer.Status.ShouldBe(400);
        answer.Header("Content-Type").ShouldBe("application/json");
        answer.Json.GetProperty("code").GetInt32().ShouldBe(63016);
        answer.Json.GetProperty("message").GetString()!.ShouldStartWith("Message not delivered: the client has not written");
        answer.Json.GetProperty("details").GetProperty("agent").GetString()!.ShouldContain("on Twilio only a client can start a conversation");
        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_send_that_names_no_account_is_told_where_it_belongs()
    {
        var answer = await SendAsync("MessagingServiceSid=MG1&To=whatsapp%3A%2B15005550006&Body=Hi");

        (answer.Status, answer.Json.GetProperty("status").GetInt32(), answer.Json.GetProperty("code").GetInt32()).ShouldBe((400, 400, 400));
        answer.Json.GetProperty("message").GetString().ShouldBe("There is no account at From, the route fixes none, and the channel has not exactly one in Accounts.");
    }

    [Fact]
    public async Task A_path_that_is_too_long_is_answered_with_the_same_status_in_head_and_body()
    {
        using var connection = await Gateway.ConnectAsync();
        var answer = await connection.AskAsync($"GET {$"{Path}?a=".PadRight((64 * 1024) + 1, 'x')}");
        (answer.Status, answer.Json.GetProperty("status").GetInt32()).ShouldBe((414, 414));
    }

    [Theory]
    [InlineData("From=whatsapp%3A%2B14155238886&To=whatsapp%3A%2B15005550006&ContentSid=HX1", "allowed-outside-window")]
    [InlineData("From=%2B14155238886&To=%2B15005550006&Body=Hi", "not-a-send")]
    public async Task What_needs_no_window_goes_through(string body, string reason)
    {
        (await SendAsync(body)).Reason.ShouldBe(reason);
        Gateway.Platform.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("From=whatsapp%3A%2B14155238886&To=whatsapp%3A%2B15005550006&To=%2B15005550006&Body=Hi", "not-understood")]
    [InlineData("From=whatsapp%3A%2B14155238887&To=whatsapp%3A%2B15005550006&Body=Hi", "no-client-contact")]
    [InlineData("MessagingServiceSid=MG1&To=whatsapp%3A%2B15005550006&Body=Hi", "not-understood")]
    public async Task Another_window_does_not_count(string body, string reason)
    {
        await WebhookAsync(ClientWrites);
        (await SendAsync(body)).Reason.ShouldBe(reason);
        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "/own/other", Secret)]
    [InlineData("&x=1", "/own/twilio", Secret)]
    [InlineData("", "/own/twilio", "another-token")]
    public async Task What_the_signature_does_not_cover_is_refused(string more, string target, string secret)
    {
        var answer = await PostAsync(target, ClientWrites, ("X-Twilio-Signature", Sign("/own/twilio", ClientWrites + more, secret)));
        answer.Status.ShouldBe(401);
        Gateway.Helpdesk.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hub_signature_is_none()
    {
        var answer = await PostAsync("/own/twilio", ClientWrites, ("X-Hub-Signature-256", RunningGateway.Sign(Encoding.UTF8.GetBytes(ClientWrites), Secret)));
        answer.Status.ShouldBe(401);
    }

    [Fact]
    public async Task An_administrator_looks_up_what_the_platform_calls_the_client()
    {
        await WebhookAsync(ClientWrites);
        var answer = await Gateway.AdminAsync("/windows/twilio/whatsapp%3A%2B15005550006?account=whatsapp%3A%2B14155238886");
        answer.Json.GetProperty("state").GetString().ShouldBe("open");
    }

    private Task<Answer> WebhookAsync(string body) => PostAsync("/own/twilio?a=b", body, ("X-Twilio-Signature", Sign("/own/twilio?a=b", body, Secret)));

    private Task<Answer> SendAsync(string body) => PostAsync(Path, body);

    private async Task<Answer> PostAsync(string target, string body, params (string, string)[] headers)
    {
        using var content = new StringContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        return await Gateway.AskAsync(HttpMethod.Post, target, content, headers);
    }

    private static string Sign(string target, string body, string secret)
    {
        var fields = body.Split('&').Select(pair => Uri.UnescapeDataString(pair.Replace('+', ' ')).Split('=', 2)).OrderBy(pair => pair[0], StringComparer.Ordinal);
        var signed = $"{Address}{target}{string.Concat(fields.Select(pair => pair[0] + pair[1]))}";
#pragma warning disable CA5350 // It is what Twilio signs with.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)));
#pragma warning restore CA5350
    }
}
