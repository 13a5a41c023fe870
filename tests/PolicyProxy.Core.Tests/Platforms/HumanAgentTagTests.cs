using System.Text;
using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>Adding the human agent tag changes nothing else in the request.</summary>
public class HumanAgentTagTests
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    public static TheoryData<string, string, string> Bodies => new()
    {
        {
            Json,
            """{ "recipient":{"id":"7"}, "message":{"text":"\ud83d\u00e4 \/"} }""",
            """{"tag":"HUMAN_AGENT","messaging_type":"MESSAGE_TAG", "recipient":{"id":"7"}, "message":{"text":"\ud83d\u00e4 \/"} }"""
        },
        {
            Json,
            """{"messaging_type":"RESPONSE","recipient":{"id":"7"},"message":{"text":"x"}}""",
            """{"tag":"HUMAN_AGENT","messaging_type":"MESSAGE_TAG","recipient":{"id":"7"},"message":{"text":"x"}}"""
        },
        {
            Json,
            """{"recipient":{"id":"7"},"message":{"text":"x"},"tag":null,"messaging_type":null}""",
            """{"recipient":{"id":"7"},"message":{"text":"x"},"tag":"HUMAN_AGENT","messaging_type":"MESSAGE_TAG"}"""
        },
        {
            Json,
            "\r\n {\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}",
            "\r\n {\"tag\":\"HUMAN_AGENT\",\"messaging_type\":\"MESSAGE_TAG\",\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}"
        },
        {
            Json,
            "\ufeff{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}",
            "\ufeff{\"tag\":\"HUMAN_AGENT\",\"messaging_type\":\"MESSAGE_TAG\",\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}"
        },
        { Form, "recipient[id]=7&message[text]=x", "recipient[id]=7&message[text]=x&messaging_type=MESSAGE_TAG&tag=HUMAN_AGENT" },
        { Form, "messaging_type=UPDATE&recipient[id]=7&message[text]=x", "messaging_type=MESSAGE_TAG&recipient[id]=7&message[text]=x&tag=HUMAN_AGENT" },
        {
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"recipient\"\r\n\r\n{\"id\":\"7\"}\r\n--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n{\"text\":\"x\"}\r\n--b--\r\n",
            "--b\r\nContent-Disposition: form-data; name=\"messaging_type\"\r\n\r\nMESSAGE_TAG\r\n--b\r\nContent-Disposition: form-data; name=\"tag\"\r\n\r\nHUMAN_AGENT\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"recipient\"\r\n\r\n{\"id\":\"7\"}\r\n--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n{\"text\":\"x\"}\r\n--b--\r\n"
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void The_tag_is_put_into_the_body(string contentType, string body, string tagged)
    {
        var forwarded = Api.Read(Bytes.Whole(body), "/me/messages", contentType: contentType).WithHumanAgentTag.ShouldNotBeNull()();

        Sorted(Encoding.UTF8.GetString(forwarded.Body.ShouldNotBeNull().Span)).ShouldBe(Sorted(tagged));
        forwarded.Query.ShouldBeNull();
        Api.Read(Bytes.Whole(forwarded.Body.Value.ToArray()), "/me/messages", contentType: contentType).Send.ShouldNotBeNull().HasHumanAgentTag.ShouldBeTrue();
    }

    [Theory]
    [InlineData("recipient[id]=7&message[text]=x", "")]
    [InlineData("recipient[id]=7&message[text]=x", "{}")]
    [InlineData("recipient={\"id\":\"7\"}&message={\"text\":\"x\"}", "{}")]
    [InlineData("message[text]=x", """{"recipient":{"id":"7"}}""")]
    public void The_tag_is_put_into_the_query_where_the_message_is(string query, string body)
    {
        var forwarded = Api.Read(body, "/me/messages", query).WithHumanAgentTag.ShouldNotBeNull()();

        forwarded.Query.ShouldBe($"{query}&messaging_type=MESSAGE_TAG&tag=HUMAN_AGENT");
        forwarded.Body.ShouldBeNull();
    }

    [Fact]
    public void WhatsApp_has_no_tags() =>
        Api.Read("""{"messaging_product":"whatsapp","to":"7","text":{"body":"x"}}""").WithHumanAgentTag.ShouldBeNull();

    // The order in which the two parameters are put in does not matter.
    private static string Sorted(string text) => string.Join('\n', text.Split(',', '&', '{').Order(StringComparer.Ordinal));
}
