using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Refusals;

/// <summary>A refusal on a platform that is described in JSON, told as Twilio tells of its own: where the send wants it.</summary>
public sealed class TwilioRefusalTests : ProxyTest
{
    private Upstream _told = null!;

    private protected override void Configure(GatewaySettings settings) => TwilioCallback.Configure(settings, "\"Refusal\": \"Synchronous\"");

    public override async Task InitializeAsync()
    {
        _told = await Upstream.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _told.DisposeAsync();
    }

    [Fact]
    public async Task A_refused_send_is_answered_as_one_that_was_taken_and_reaches_nobody()
    {
        await TellAsync(hosts: [_told]);
        var answer = await SendAsync(TwilioCallback.Send($"{_told.Address}/status"));

        (answer.Status, answer.Verdict, answer.Reason).ShouldBe((201, "refused", "no-client-contact"));
        answer.Header("Content-Type").ShouldBe("application/json");
        var sid = answer.Json.GetProperty("sid").GetString()!;
        sid.ShouldMatch("^SM[0-9a-f]{32}$");
        Text(answer, "status").ShouldBe("queued");
        (Text(answer, "account_sid"), Text(answer, "from"), Text(answer, "to"), Text(answer, "body")).ShouldBe(("AC1", "whatsapp:+14155238886", "whatsapp:+15005550006", "Hi"));
        (Text(answer, "error_code"), Text(answer, "messaging_service_sid"), Text(answer, "uri")).ShouldBe((null, null, $"/2010-04-01/Accounts/AC1/Messages/{sid}.json"));
        Text(answer, "date_created").ShouldBe(Gateway.Now.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", System.Globalization.CultureInfo.InvariantCulture));
        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_callback_says_what_failed_and_is_signed_over_its_address_and_form()
    {
        await TellAsync(hosts: [_told]);
        var url = $"{_told.Address}/status?shop=1&lang=de";
        var answer = await SendAsync(TwilioCallback.Send(url + "#fragment"));
        await WaitForAsync(1);

        var told = _told.Single;
        var sid = Text(answer, "sid")!;
        (told.Method, told.Target, told.Header("Content-Type")).ShouldBe(("POST", "/status?shop=1&lang=de", "application/x-www-form-urlencoded"));
        TwilioCallback.Fields(told).ShouldBe(
            new Dictionary<string, string>
            {
                ["MessageSid"] = sid,
                ["SmsSid"] = sid,
                ["MessageStatus"] = "undelivered",
                ["SmsStatus"] = "undelivered",
                ["ErrorCode"] = "63016",
                ["To"] = "whatsapp:+15005550006",
                ["From"] = "whatsapp:+14155238886",
                ["AccountSid"] = "AC1",
                ["ApiVersion"] = "2010-04-01",
            },
            ignoreOrder: true);
        told.Header("X-Twilio-Signature").ShouldBe(TwilioCallback.Sign(url, told.Text));
        Encoding.UTF8.GetString(told.Body).ShouldNotContain(TwilioCallback.Secret);
        Gateway.Helpdesk.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://127.0.0.1:1/status")]
    [InlineData("http://user:word@HOST/status")]
    [InlineData("http://HOST.example.com/status")]
    [InlineData("ftp://HOST/status")]
    [InlineData("/status")]
    [InlineData(null)]
    public async Task An_address_that_the_operator_does_not_trust_is_not_called_and_the_refusal_is_in_the_answer(string? url)
    {
        await TellAsync(hosts: [_told]);
        var answer = await SendAsync(TwilioCallback.Send(url?.Replace("HOST", TwilioCallback.Host(_told), StringComparison.Ordinal)));
        await PassAsync(3);

        (answer.Status, answer.Verdict, answer.Json.GetProperty("code").GetInt32()).ShouldBe((400, "refused", 63016));
        _told.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_names_no_trusted_address_is_told_at_the_channels_own()
    {
        await TellAsync(own: $"{_told.Address}/own");
        (await SendAsync(TwilioCallback.Send("http://169.254.169.254/"))).Status.ShouldBe(201);
        (await SendAsync(TwilioCallback.Send(null))).Status.ShouldBe(201);
        await WaitForAsync(2);

        _told.Requests.ShouldAllBe(told => told.Target == "/own" && told.Header("X-Twilio-Signature") == TwilioCallback.Sign($"{_told.Address}/own", told.Text));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_callback_comes_again_in_order()
    {
        await using var elsewhere = await Upstream.StartAsync();
        await TellAsync(hosts: [_told]);
        _told.AnswerWith(302, headers: ("Location", $"{elsewhere.Address}/stolen"));
        var first = Text(await SendAsync(TwilioCallback.Send($"{_told.Address}/1")), "sid");
        var second = Text(await SendAsync(TwilioCallback.Send($"{_told.Address}/2")), "sid");
        await WaitForAsync(2);
        _told.Requests.ShouldAllBe(told => told.Target == "/1");

        _told.AnswerWith(204);
        var failed = _told.Requests.Count;
        await WaitForAsync(failed + 2);
        _told.Requests.Skip(failed).Select(told => TwilioCallback.Fields(told)["MessageSid"]).ShouldBe([first, second]);
        elsewhere.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_does_not_answer_holds_up_no_other()
    {
        await using var slow = await Upstream.StartAsync();
        slow.Hang();
        await TellAsync(hosts: [_told, slow]);
        await SendAsync(TwilioCallback.Send($"{slow.Address}/status"));
        await SendAsync(TwilioCallback.Send($"{_told.Address}/status"));
        await WaitForAsync(1);
    }

    [Fact]
    public async Task What_waits_is_told_after_a_restart_at_the_same_address()
    {
        await TellAsync(hosts: [_told]);
        var sid = Text(await SendAsync(TwilioCallback.Send($"{_told.Address}/status?a=b")), "sid");
        await Gateway.RestartAsync();
        await WaitForAsync(1);

        (TwilioCallback.Fields(_told.Single)["MessageSid"], _told.Single.Target).ShouldBe((sid, "/status?a=b"));
    }

    [Fact]
    public async Task A_host_that_is_trusted_no_more_is_not_called_for_what_waits()
    {
        await TellAsync(hosts: [_told]);
        _told.AnswerWith(503);
        await SendAsync(TwilioCallback.Send($"{_told.Address}/status"));
        await WaitForAsync(1);
        await using var other = await Upstream.StartAsync();
        await TellAsync(hosts: [other]);
        await PassAsync(1);
        var failed = _told.Requests.Count;
        await PassAsync(20);

        _told.Requests.Count.ShouldBe(failed);
        other.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("&StatusCallback=http%3A%2F%2Fother%2F")]
    [InlineData("&statuscallback=http%3A%2F%2Fother%2F")]
    public async Task An_address_that_can_be_read_two_ways_is_not_understood(string more)
    {
        await TellAsync(hosts: [_told]);
        (await SendAsync(TwilioCallback.Send($"{_told.Address}/status") + more)).Reason.ShouldBe("not-understood");
    }

    [Fact]
    public async Task What_the_client_and_the_agent_write_cannot_forge_a_field()
    {
        await TellAsync(hosts: [_told]);
        var answer = await SendAsync(TwilioCallback.Send($"{_told.Address}/status", "a%22%2C%22status%22%3A%22read%26b%7Bid%7D"));
        await WaitForAsync(1);

        Text(answer, "body").ShouldBe("a\",\"status\":\"read&b{id}");
        Gateway.Log.Count("15005550006").ShouldBe(0);
        Gateway.Log.Count(new Uri(_told.Address).Authority).ShouldBe(0);
    }

    private static string? Text(Answer answer, string name) => answer.Json.GetProperty(name).GetString();

    private Task<Answer> SendAsync(string form) =>
        Gateway.AskAsync(HttpMethod.Post, TwilioCallback.Path, new StringContent(form, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded")));

    private async Task TellAsync(string? own = null, params Upstream[] hosts)
    {
        var channel = own is null
            ? $"\"Refusal\": \"Asynchronous\", \"RefusalHosts\": [{string.Join(',', hosts.Select(host => $"\"{TwilioCallback.Host(host)}\""))}]"
            : $"\"Refusal\": \"Asynchronous\", \"RefusalUrl\": \"{own}\"";
        Gateway.Edit(settings => TwilioCallback.Configure(settings, channel));
        await Gateway.LookAtFileAsync("is in force");
    }

    private Task WaitForAsync(int count) => Eventually.HoldsAsync(() => _told.Requests.Count >= count, () => Gateway.Time.Advance(TimeSpan.FromSeconds(1)));

    private async Task PassAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            Gateway.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(30);
        }
    }
}
