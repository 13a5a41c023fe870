using System.Globalization;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>WeChat takes five messages after each of the client's, and says with an error number in its 200 that it has taken none.</summary>
/// <remarks>https://developers.weixin.qq.com/doc/service/en/guide/product/kf/intro.html</remarks>
public sealed class WeChatMessageLimitTests : ProxyTest
{
    private const int Most = 5;

    private protected override void Configure(GatewaySettings settings) =>
        DescribedPlatform.Configure(settings, "WeChat", "wechat.json", "/cgi-bin/{**rest}", WeChatAccount.Channel);

    [Fact]
    public async Task Five_messages_go_and_the_sixth_is_refused_in_WeChats_words()
    {
        await ClientWritesAsync();
        await UseUpAsync();
        var answer = await SendAsync();

        (answer.Status, answer.Verdict, answer.Reason).ShouldBe((200, "refused", "message-limit"));
        answer.Json.GetProperty("errcode").GetInt32().ShouldBe(45047);
        answer.Json.GetProperty("errmsg").GetString()!.ShouldStartWith("out of response count limit: Message not delivered: the platform takes only 5 messages");
        answer.Json.GetProperty("agent").GetString()!.ShouldContain("wait for the client to write");
        answer.Text.ShouldNotContain("a-token");
        Gateway.Platform.Requests.Count.ShouldBe(Most);
    }

    [Fact]
    public async Task A_clients_message_begins_anew()
    {
        await ClientWritesAsync();
        await UseUpAsync();
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await ClientWritesAsync();

        await UseUpAsync();
        (await SendAsync()).Reason.ShouldBe("message-limit");
    }

    [Fact]
    public async Task A_follow_or_a_menu_click_makes_no_room()
    {
        await ClientWritesAsync();
        await UseUpAsync();
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await WebhookAsync(WeChatAccount.Message("event", Gateway.Now, "<Event><![CDATA[subscribe]]></Event>"));

        (await SendAsync()).Reason.ShouldBe("message-limit");
    }

    [Theory]
    [InlineData(40001)]
    [InlineData(42001)]
    [InlineData(43004)]
    [InlineData(45015)]
    [InlineData(45047)]
    [InlineData(48001)]
    [InlineData(50002)]
    public async Task What_WeChat_answers_with_an_error_is_given_back(int number)
    {
        await ClientWritesAsync();
        WeChatAnswers(number);
        for (var i = 0; i <= Most; i++) (await SendAsync()).Reason.ShouldBe("window-open");

        WeChatAnswers(0);
        await UseUpAsync();
        (await SendAsync()).Reason.ShouldBe("message-limit");
    }

    // Whether a busy system has taken it nobody knows.
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task What_WeChat_may_have_taken_counts(int number)
    {
        await ClientWritesAsync();
        WeChatAnswers(number);
        await UseUpAsync();
        (await SendAsync()).Reason.ShouldBe("message-limit");
    }

    private void WeChatAnswers(int number) =>
        Gateway.Platform.AnswerWith(200, $$"""{"errcode":{{number.ToString(CultureInfo.InvariantCulture)}},"errmsg":"its own words"}""");

    private Task ClientWritesAsync() => WebhookAsync(WeChatAccount.Message("text", Gateway.Now));

    private async Task WebhookAsync(string body) => (await Gateway.PostAsync(WeChatAccount.WebhookTarget, body)).Status.ShouldBe(200);

    private Task<Answer> SendAsync() => Gateway.PostAsync(WeChatAccount.Path, WeChatAccount.Text);

    private async Task UseUpAsync()
    {
        for (var i = 0; i < Most; i++) (await SendAsync()).Reason.ShouldBe("window-open");
    }
}
