using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>What is strict JSON reaches the platform byte for byte, however odd it looks.</summary>
public sealed class SendBodyTests : ProxyTest
{
    /// <summary>Bodies to one client, written in Latin 1 so that every byte can be named.</summary>
    public static TheoryData<string, string> Bodies => new()
    {
        { "white space", "\r\n\t{ \"recipient\" :\n{\"id\" : \"25381719828140932\" } ,\t\"message\":{ \"text\":\"a\" } } \n" },
        { "escapes", """{"recipient":{"id":"25381719828140932"},"message":{"text":"\u00e4\ud83d\ude00 \/ \u003c"}}""" },
        { "escaped names", """{"recip\u0069ent":{"\u0069d":"25381719828140932"},"message":{"text":"a"}}""" },
        { "lone surrogate", """{"recipient":{"id":"25381719828140932"},"message":{"text":"\ud83d"}}""" },
        { "UTF-8", "{\"recipient\":{\"id\":\"25381719828140932\"},\"message\":{\"text\":\"\u00c3\u00a4\u00f0\u009f\u0098\u0080\"}}" },
        { "unknown members", """{"recipient":{"id":"25381719828140932"},"message":{"text":"a"},"x":[1.0e5,null,{"to":1}],"persona_id":"1"}""" },
        { "long numbers", """{"recipient":{"id":"25381719828140932"},"message":{"text":"a"},"n":12345678901234567890.123456789012345678901234567890}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task An_allowed_send_reaches_the_platform_byte_for_byte(string what, string latin1)
    {
        var body = Encoding.Latin1.GetBytes(latin1);
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        await Gateway.PostAsync("/v24.0/me/messages", body);

        Gateway.Platform.Single.Body.ShouldBe(body, what);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task It_is_refused_while_the_window_is_closed(string what, string latin1) =>
        (await Gateway.PostAsync("/v24.0/me/messages", Encoding.Latin1.GetBytes(latin1))).Reason.ShouldBe("no-client-contact", what);

    [Fact]
    public async Task A_long_text_in_the_query_is_read_and_forwarded()
    {
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        var query = $"recipient={{id:{Conversation.Messenger.Contact}}}&message={{text:'{string.Concat(Enumerable.Repeat("%D1%8F", 5_000))}'}}";
        var answer = await Gateway.AskAsync(HttpMethod.Post, $"/me/messages?{query}");

        (answer.Verdict, Gateway.Platform.Single.Target.Length).ShouldSatisfyAllConditions(
            both => both.Verdict.ShouldBe("allowed"), both => both.Length.ShouldBeGreaterThan(30_000));
    }

    [Fact]
    public async Task A_send_of_three_mebibytes_reaches_the_platform_whole()
    {
        var body = Encoding.ASCII.GetBytes(Conversation.Messenger.Text.Replace("Hello", new string('x', 3 * 1024 * 1024)));
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        await Gateway.PostAsync("/v24.0/me/messages", body);

        Gateway.Platform.Single.Body.ShouldBe(body);
    }
}
