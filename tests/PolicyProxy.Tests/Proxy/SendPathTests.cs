using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>Which paths are sends, however they are written.</summary>
public sealed class SendPathTests : ProxyTest
{
    private static readonly Conversation Client = Conversation.Messenger;

    /// <summary>A path as written, and as forwarded.</summary>
    public static TheoryData<string, string> Sends => new()
    {
        { "/v24.0/105872921234567/messages", "/v24.0/105872921234567/messages" },
        { "/v2.6/me/messages", "/v2.6/me/messages" },
        { "/me/messages", "/me/messages" },
        { "/105872921234567/messages", "/105872921234567/messages" },
        { "/v24.0/105872921234567/messages/", "/v24.0/105872921234567/messages" },
        { "/v24.0//105872921234567//messages", "/v24.0/105872921234567/messages" },
        { "//v24.0/me/messages//", "/v24.0/me/messages" },
        { "/V24.0/ME/Messages", "/v24.0/me/messages" },
        { "/v24.0/105872921234567/MESSAGES/", "/v24.0/105872921234567/messages" },
        { "/graph/v24.0/me/messages", "/graph/v24.0/me/messages" },
        { "/v24.0/me/some_future_messages", "/v24.0/me/some_future_messages" },
    };

    public static TheoryData<string> Strange =>
    [
        "/v24.0/x/../me/messages", "/v24.0/./me/messages", "/v24.0/x/%2e%2e/me/messages", "/v24.0/me/%6dessages", "/v24.0/me/messages%20",
        "/v24.0/me/m%2565ssages", "/v24.0/me%2Fmessages", "/v24.0/me/messages%2F", "/v24.0/me/messages;v=1",
        "/v24.0/me\\messages", "/v24.0/me%5Cmessages", "/v24.0/me/m%D0%B5ssages", "/v24.0/me/message%C5%BF",
        "/v24.0/x%2F..%2Fme/messages",
    ];

    [Theory]
    [MemberData(nameof(Sends))]
    public async Task A_path_that_is_a_send_is_judged(string written, string canonical) =>
        (await Gateway.PostAsync(written, Client.Text)).Reason.ShouldBe("no-client-contact", canonical);

    [Theory]
    [MemberData(nameof(Sends))]
    public async Task An_allowed_send_is_forwarded_by_the_canonical_path(string written, string forwarded)
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.PostAsync(written, Client.Text);

        Gateway.Platform.Single.Target.ShouldBe(forwarded);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("post")]
    [InlineData("SEARCH")]
    public async Task Any_verb_that_can_carry_a_send_is_judged(string verb)
    {
        using var connection = await Gateway.ConnectAsync();

        (await connection.AskAsync($"{verb} {Client.Path}", "", Client.Text)).Reason.ShouldBe("no-client-contact");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task A_verb_that_carries_no_send_is_judged_when_the_query_makes_it_a_post(string verb)
    {
        using var connection = await Gateway.ConnectAsync();
        var answer = await connection.AskAsync(
            $"{verb} {Client.Path}?method=post&recipient=%7B%22id%22:%22{Client.Contact}%22%7D&message=%7B%22text%22:%22Hello%22%7D");

        (answer.Reason, Gateway.Platform.Requests.Count).ShouldBe(("no-client-contact", 0));
    }

    [Fact]
    public async Task A_query_is_forwarded_as_it_was_written()
    {
        const string Query = "?access_token=EAAB%2Bx%20y&appsecret_proof=af27&fields=a,b&empty=&x=%C3%A4";
        await Gateway.ClientWritesAsync(Client);
        await Gateway.PostAsync(Client.Path + Query, Client.Text);

        Gateway.Platform.Single.Target.ShouldBe(Client.Path + Query);
    }

    [Fact]
    public async Task A_target_with_a_host_in_it_is_judged_by_its_path()
    {
        using var connection = await Gateway.ConnectAsync();

        (await connection.AskAsync($"POST http://gateway{Client.Path}", "", Client.Text)).Reason.ShouldBe("no-client-contact");
    }

    [Theory]
    [MemberData(nameof(Strange))]
    public async Task A_path_that_is_a_send_only_under_a_stranger_reading_is_not_understood(string path)
    {
        await Gateway.ClientWritesAsync(Client);
        using var connection = await Gateway.ConnectAsync();
        var answer = await connection.AskAsync($"POST {path}", "", Client.Text);

        (answer.Status, answer.Verdict, answer.Reason).ShouldBe((400, "refused", "not-understood"));
    }

    [Theory]
    [MemberData(nameof(Strange))]
    public async Task A_strange_path_does_not_reach_the_platform(string path)
    {
        await Gateway.ClientWritesAsync(Client);
        using var connection = await Gateway.ConnectAsync();
        await connection.AskAsync($"POST {path}", "", Client.Text);

        Gateway.Platform.Requests.ShouldBeEmpty();
    }
}
