using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>A platform that breaks off after it has taken a send: nothing is sent twice, and the helpdesk gets what it can read.</summary>
public sealed class PlatformFaultTests : ProxyTest
{
    private const int Large = 3 * 1024 * 1024;

    private static readonly Conversation Unknown = Conversation.Messenger with { Contact = "1" };

    public static TheoryData<string> Platforms => ["WhatsApp", "Messenger", "Instagram"];

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task An_answer_that_breaks_off_before_its_body_is_a_temporary_error_in_the_platforms_shape(string platform)
    {
        Gateway.Platform.BreakInAnswer("");
        var answer = await SendAsync(Conversation.On(platform));

        (answer.Status, answer.Header("Content-Type")).ShouldBe((502, "application/json; charset=UTF-8"));
        (answer.Error.GetProperty("code").GetInt32(), answer.Error.GetProperty("is_transient").GetBoolean()).ShouldBe((2, true));
        (answer.Verdict, answer.Reason, answer.WindowCloses).ShouldBe(("allowed", "window-open", Gateway.Now.AddDays(1)));
        Gateway.Platform.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_platform_that_breaks_off_after_the_request_is_not_said_to_have_been_out_of_reach(string platform)
    {
        Gateway.Platform.Break();
        var answer = await SendAsync(Conversation.On(platform));

        answer.Error.GetProperty("message").GetString()!.ShouldContain("whether it took the message is not known");
        (answer.Status, answer.Verdict, Gateway.Platform.Requests.Count).ShouldBe((502, "allowed", 1));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task An_answer_that_breaks_off_in_its_body_breaks_off_for_the_helpdesk_too(string platform)
    {
        Gateway.Platform.BreakInAnswer("""{"message_id":""");

        await Should.ThrowAsync<HttpRequestException>(SendAsync(Conversation.On(platform)));
        Gateway.Platform.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task The_head_of_an_answer_that_breaks_off_in_its_body_tells_the_verdict(string platform)
    {
        var conversation = Conversation.On(platform);
        Gateway.Platform.BreakInAnswer("""{"message_id":""");
        await Gateway.ClientWritesAsync(conversation);
        using var connection = await Gateway.ConnectAsync();
        await connection.WriteAsync($"POST {conversation.Path}", "", Encoding.ASCII.GetBytes(conversation.Text));

        (await connection.ReadHeadAsync()).Verdict.ShouldBe("allowed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[{\"code\":200")]
    public async Task A_batch_whose_answer_breaks_off_is_a_temporary_error_in_the_platforms_shape(string written)
    {
        Gateway.Platform.BreakInAnswer(written);
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        var answer = await Gateway.PostAsync("/v24.0/", $$"""{"batch":[{{Element(Unknown)}},{{Element(Conversation.Messenger)}}]}""");

        (answer.Status, answer.Verdict, Gateway.Platform.Requests.Count).ShouldBe((502, "mixed", 1));
        answer.Error.GetProperty("code").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_helpdesk_that_reads_the_answer_slowly_gets_all_of_it_and_is_in_nobodys_way()
    {
        var client = Conversation.WhatsApp;
        var text = new string('x', Large);
        await Gateway.ClientWritesAsync(client);
        Gateway.Platform.AnswerWith(200, text);
        using var helpdesk = await RawConnection.OpenAsync(Gateway.Address, receiveBuffer: 64 * 1024);
        await helpdesk.WriteAsync($"POST {client.Path}", "Connection: close\r\n", Encoding.ASCII.GetBytes(client.Text));
        var reading = helpdesk.ReadSlowlyAsync(TimeSpan.FromMilliseconds(20));

        (await Gateway.SendAsync(client)).Text.ShouldBe(text);
        reading.IsCompleted.ShouldBeFalse("The slow one still reads.");
        Encoding.ASCII.GetString(await reading).Count(letter => letter == 'x').ShouldBeGreaterThanOrEqualTo(Large);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    public async Task The_next_send_is_served_after_an_answer_that_broke_off(string written)
    {
        Gateway.Platform.BreakInAnswer(written);
        await Record.ExceptionAsync(() => SendAsync(Conversation.Messenger));
        Gateway.Platform.AnswerWith(200, "{}");

        (await Gateway.SendAsync(Conversation.Messenger)).Status.ShouldBe(200);
    }

    private static string Element(Conversation conversation) =>
        $$"""{"method":"POST","relative_url":"{{conversation.Account}}/messages","body":"recipient={\"id\":\"{{conversation.Contact}}\"}&message={\"text\":\"a\"}"}""";

    private async Task<Answer> SendAsync(Conversation conversation)
    {
        await Gateway.ClientWritesAsync(conversation);
        return await Gateway.SendAsync(conversation);
    }
}
