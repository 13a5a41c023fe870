using System.Text;
using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;
using static PolicyProxy.Tests.Platforms.WeChatAccount;

namespace PolicyProxy.Tests.Platforms;

/// <summary>WeChat, whose signature stands in the query, and whose window is two days.</summary>
/// <remarks>https://developers.weixin.qq.com/doc/service/en/guide/product/kf/intro.html</remarks>
public sealed class WeChatTrafficTests() : ProfileTraffic("WeChat", "wechat.json", "/cgi-bin/{**rest}", WeChatAccount.Channel)
{
    protected override string Path => WeChatAccount.Path;

    protected override string Text => WeChatAccount.Text;

    protected override double WindowHours => 48;

    protected override string WebhookTarget => WeChatAccount.WebhookTarget;

    protected override string ClientWrites(DateTimeOffset time) => Message("text", time);

    // What a customer service account has sent is told of by an event.
    protected override string BusinessWrites(DateTimeOffset time) => Message("event", time, "<Event><![CDATA[kf_close_session]]></Event>");

    [Fact]
    public async Task A_closed_window_is_answered_200_with_an_error_number()
    {
        var answer = await SendAsync(Text);
        answer.Status.ShouldBe(200);
        answer.Verdict.ShouldBe("refused");
        answer.Json.GetProperty("errcode").GetInt32().ShouldBe(45015);
        answer.Json.GetProperty("errmsg").GetString()!.ShouldStartWith("response out of time limit");
        answer.Json.GetProperty("errmsg").GetString()!.ShouldContain("not delivered");
        answer.Text.ShouldNotContain("a-token");
    }

    public static TheoryData<string> Forgeries =>
    [
        "",
        "timestamp=1714037059&nonce=486452656",
        "timestamp=1714037059&nonce=486452656&signature=",
        $"timestamp=1714037060&nonce=486452656&signature={Sign(Token, "1714037059", "486452656")}",
        $"timestamp=1714037059&nonce=486452657&signature={Sign(Token, "1714037059", "486452656")}",
        $"timestamp=1714037059&nonce=486452656&signature={Sign("another-token", "1714037059", "486452656")}",
        $"timestamp=1714037059&nonce=486452656&signature={Sign("", "1714037059", "486452656")}",
        $"timestamp=&nonce=&signature={Sign(Token, "", "")}",
        $"signature={Sign(Token, "", "")}",
        $"{Signed}&nonce=1",
        $"nonce=1&{Signed}",
        $"{Signed}&%6eonce=1",
        $"{Signed}&Signature=1",
        $"timestamp=1714037059&nonce=486452656&msg_signature={Sign(Token, "1714037059", "486452656")}",
        Signed[..^1],
        Signed + "0",
    ];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_signature_opens_nothing(string query)
    {
        (await Gateway.PostAsync($"/own/it?{query}", ClientWrites(Gateway.Now))).Status.ShouldBe(401);
        (await Gateway.PostAsync("/own/it", ClientWrites(Gateway.Now), ("signature", Sign(Token, "1714037059", "486452656")))).Status.ShouldBe(401);
        Gateway.Helpdesk.Requests.ShouldBeEmpty();
        (await SendAsync(Text)).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task A_handshake_reaches_the_helpdesk_untouched()
    {
        (await Gateway.AskAsync(HttpMethod.Get, $"/own/it?{Signed}&echostr=8765432109")).Status.ShouldBe(200);
        Gateway.Helpdesk.Requests.ShouldHaveSingleItem().Target.ShouldEndWith($"{Signed}&echostr=8765432109");
    }

    [Theory]
    [InlineData("encrypted.xml")]
    [InlineData("text.xml", "<FromUserName>", "<FromUserName>x</FromUserName><FromUserName>")]
    [InlineData("text.xml", "</xml>", "")]
    public async Task What_cannot_be_read_reaches_the_helpdesk_and_is_counted(string file, string old = "", string replacement = "")
    {
        var body = Encoding.UTF8.GetString(Fixture.Named("WeChat", file).ReadBody());
        if (old.Length > 0) body = body.Replace(old, replacement, StringComparison.Ordinal);
        (await Gateway.PostAsync($"{WebhookTarget}&encrypt_type=aes&msg_signature=1", body)).Status.ShouldBe(200);

        Gateway.Helpdesk.Requests.ShouldHaveSingleItem().Text.ShouldBe(body);
        (await Gateway.AdminAsync("/metrics")).Text.ShouldContain("policyproxy_webhooks_total{result=\"not-understood\"} 1");
        (await SendAsync(Text)).Reason.ShouldBe("no-client-contact");
    }

    [Theory]
    [InlineData("subscribe.xml")]
    [InlineData("menu_click.xml")]
    [InlineData("menu_message_click.xml")]
    public async Task What_allows_a_minute_opens_no_window_of_two_days(string file)
    {
        (await WebhookAsync(Encoding.UTF8.GetString(Fixture.Named("WeChat", file).ReadBody()))).Status.ShouldBe(200);
        (await SendAsync(Text)).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task Another_accounts_client_is_unknown()
    {
        await WebhookAsync(ClientWrites(Gateway.Now).Replace("gh_55a07f02b729", "gh_55a07f02b720", StringComparison.Ordinal));
        (await SendAsync(Text)).Reason.ShouldBe("no-client-contact");
    }

    [Theory]
    [InlineData("/cgi-bin/message/custom/send?access_token=a", """{"touser":["oPL3EwABb3O9FlyYqrEq8s60XQHM"],"msgtype":"text"}""", "not-understood")]
    [InlineData("/cgi-bin/message/custom/send?access_token=a", """{"touser":"oPL3EwABb3O9FlyYqrEq8s60XQHM","touser":"o2","msgtype":"text"}""", "not-understood")]
    [InlineData("/cgi-bin/message/custom/send?access_token=a", """{"TOUSER":"oPL3EwABb3O9FlyYqrEq8s60XQHM","msgtype":"text"}""", "not-understood")]
    [InlineData("/cgi-bin/message/custom/send?access_token=a", "<xml><touser>oPL3EwABb3O9FlyYqrEq8s60XQHM</touser></xml>", "not-understood")]
    [InlineData("/cgi-bin/message/custom/send?access_token=a&touser=o2", """{"touser":"oPL3EwABb3O9FlyYqrEq8s60XQHM","msgtype":"text"}""", "not-understood")]
    [InlineData("/cgi-bin/message/custom/%73end?access_token=a", """{"touser":"oPL3EwABb3O9FlyYqrEq8s60XQHM","msgtype":"text"}""", "not-understood")]
    [InlineData("/cgi-bin//message/Custom/SEND/?access_token=a", """{"touser":"oPL3EwABb3O9FlyYqrEq8s60XQHM","msgtype":"text"}""", "window-open")]
    [InlineData("/cgi-bin/message/custom/send?access_token=a", """{"touser":"opl3EwABb3O9FlyYqrEq8s60XQHM","msgtype":"text"}""", "no-client-contact")]
    [InlineData("/cgi-bin/message/custom/typing?access_token=a", """{"touser":"o2","command":"Typing"}""", "not-a-send")]
    [InlineData("/cgi-bin/message/template/send?access_token=a", """{"touser":"o2","template_id":"t"}""", "not-a-send")]
    public async Task A_send_is_judged(string path, string body, string reason)
    {
        await WebhookAsync(ClientWrites(Gateway.Now));
        (await SendAsync(path, body)).Reason.ShouldBe(reason);
    }
}
