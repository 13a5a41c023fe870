using System.Text;
using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>How the body of a send is written: JSON to the letter, every name once, nothing after it.</summary>
public class SendBodyTests
{
    private const string NotUnderstood = "not understood";
    private const string Rest = "\"message\":{\"text\":\"x\"}";

    public static TheoryData<string> NotJson =>
    [
        " ", "null", "true", "7", "\"text\"", "[]", "[{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}]", "hello",
        "{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}",
        "{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}}",
        "{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}} x",
        "{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}{}",
        "{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}\0",
        "{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"},}",
        "{\"recipient\":{\"id\":\"7\",},\"message\":{\"text\":\"x\"}}",
        "{\"recipient\":{\"id\":\"7\"},/* c */\"message\":{\"text\":\"x\"}}",
        "{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}//",
        "{\"recipient\":{\"id\":07},\"message\":{\"text\":\"x\"}}",
        "{\"recipient\":{\"id\":+7},\"message\":{\"text\":\"x\"}}",
        "{\"recipient\":{\"id\":0x7},\"message\":{\"text\":\"x\"}}",
        "{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"\t\"}}",
        "{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"\\x\"}}",
        "{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":NaN}}",
    ];

    [Theory]
    [MemberData(nameof(NotJson))]
    public void A_body_that_is_no_one_JSON_object_is_not_understood(string body) => InWords(body).ShouldBe(NotUnderstood);

    [Theory]
    [MemberData(nameof(NotJson))]
    public void A_body_of_no_JSON_in_segments_is_not_understood(string body) =>
        Api.InWords(Api.Read(Bytes.Split(Encoding.UTF8.GetBytes(body), 4), "/me/messages")).ShouldBe(NotUnderstood);

    [Fact]
    public void A_send_without_a_body_and_parameters_is_not_understood() => InWords("").ShouldBe(NotUnderstood);

    public static TheoryData<string> Twice =>
    [
        // what the policy reads, given twice at the top: the same, another, escaped, null, in other letters
        "\"recipient\":{\"id\":\"7\"},\"recipient\":{\"id\":\"7\"}",
        "\"recipient\":{\"id\":\"7\"},\"recipient\":{\"id\":\"8\"}",
        "\"recipient\":{\"id\":\"7\"},\"recipient\":null",
        "\"recipient\":null,\"recipient\":{\"id\":\"7\"}",
        "\"recipient\":{\"id\":\"7\"},\"\\u0072ecipient\":{\"id\":\"8\"}",
        "\"recipient\":{\"id\":\"7\"},\"Recipient\":{\"id\":\"8\"}",
        "\"recipient\":{\"id\":\"7\"},\"RECIPIENT\":{\"id\":\"8\"}",
        "\"recipient\":{\"id\":\"7\"},\"\\u0052ecipient\":{\"id\":\"8\"}",
        "\"Recipient\":{\"id\":\"7\"}",
        "\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"y\"}",
        "\"recipient\":{\"id\":\"7\"},\"Message\":{\"text\":\"y\"}",
        "\"recipient\":{\"id\":\"7\"},\"tag\":\"HUMAN_AGENT\",\"tag\":null",
        "\"recipient\":{\"id\":\"7\"},\"TAG\":\"HUMAN_AGENT\"",
        "\"recipient\":{\"id\":\"7\"},\"messaging_type\":\"RESPONSE\",\"messaging_type\":\"UPDATE\"",
        "\"recipient\":{\"id\":\"7\"},\"Messaging_Type\":\"RESPONSE\"",
        "\"recipient\":{\"id\":\"7\"},\"Sender_Action\":\"typing_on\"",
        "\"recipient\":{\"id\":\"7\"},\"sender_action\":null,\"sender_action\":null",
        "\"recipient\":{\"id\":\"7\"},\"Batch\":[]",
        "\"recipient\":{\"id\":\"7\"},\"\\ud800\":1",
    ];

    [Theory]
    [MemberData(nameof(Twice))]
    public void A_name_that_is_given_twice_or_in_other_letters_is_not_understood(string members) =>
        InWords($"{{{members},{Rest}}}").ShouldBe(NotUnderstood);

    [Theory]
    [InlineData("\"\\u0072\\u0065cipient\":{\"\\u0069d\":\"7\"}")]
    [InlineData("\"recipient\":{\"id\":\"7\"},\"persona_id\":1,\"persona_id\":2")]
    [InlineData("\"recipient\":{\"id\":\"7\"},\"recipients\":{\"id\":\"8\"}")]
    [InlineData("\"recipient\":{\"id\":\"7\"},\"_recipient\":{\"id\":\"8\"}")]
    [InlineData("\"recipient\":{\"id\":\"7\"},\"\":1,\"\u00e9\":2")]
    [InlineData("\"recipient\":{\"id\":\"7\"},\"extra\":{\"recipient\":{\"id\":\"8\"},\"message\":{}}")]
    [InlineData("\"recipient\":{\"id\":\"7\"},\"extra\":\"\\ud800\"")]
    [InlineData("\"recipient\":{\"id\":\"7\"},\"extra\":1e999")]
    public void What_the_policy_does_not_read_may_be_anything(string members) => InWords($"{{{members},{Rest}}}").ShouldBe("7 Text");

    [Theory]
    [InlineData(64, "7 Text")]
    [InlineData(65, NotUnderstood)]
    [InlineData(100_000, NotUnderstood)]
    public void A_body_has_at_most_64_levels(int levels, string reading) =>
        InWords($$$"""{"recipient":{"id":"7"},"message":{"text":{{{new string('[', levels - 2)}}}{{{new string(']', levels - 2)}}}}}""").ShouldBe(reading);

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00\\ud800")]
    [InlineData("\\u0000")]
    [InlineData("\\\"}},\\\"recipient\\\":{\\\"id\\\":\\\"8\\\"}")]
    [InlineData("\u00e4 \u202e \U0001f600")]
    public void A_text_may_be_anything(string text) => InWords($$$"""{"recipient":{"id":"7"},"message":{"text":"{{{text}}}"}}""").ShouldBe("7 Text");

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc1, 0xad })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    public void A_name_of_a_recipient_that_is_no_UTF8_is_not_understood(byte[] name)
    {
        byte[] body = [.. "{\"recipient\":{\"id\":\"7\",\""u8, .. name, .. "\":1},\"message\":{\"text\":\"x\"}}"u8];

        Api.InWords(Api.Read(Bytes.Whole(body), "/me/messages")).ShouldBe(NotUnderstood);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, "", true)]
    [InlineData(null, "identity", true)]
    [InlineData(null, "IDENTITY", true)]
    [InlineData(null, "zstd", false)]
    [InlineData(null, "utf-8", false)]
    [InlineData("application/json", null, true)]
    [InlineData("application/json; charset=utf-8", null, true)]
    [InlineData("application/json;charset=UTF-8", null, true)]
    [InlineData("application/json; charset=\"utf-8\"", null, true)]
    [InlineData("application/json; charset=utf8", null, true)]
    [InlineData("application/json; charset=us-ascii", null, true)]
    [InlineData("application/x-www-form-urlencoded", null, true)]
    [InlineData("text/plain", null, true)]
    [InlineData("nonsense", null, true)]
    [InlineData("application/json; charset=utf-16", null, false)]
    [InlineData("application/json; charset=utf-7", null, false)]
    [InlineData("application/json; charset=ibm037", null, false)]
    [InlineData("application/json; charset=x-unknown", null, false)]
    [InlineData("application/json; CHARSET=UTF-16LE", null, false)]
    [InlineData("application/json; charset=", null, false)]
    [InlineData("application/json; charset=utf-8; charset=utf-7", null, false)]
    [InlineData("application/json, text/plain; charset=utf-8", null, false)]
    public void A_body_in_an_encoding_that_cannot_be_read_is_not_understood(string? contentType, string? contentEncoding, bool isRead) =>
        Api.InWords(Api.Read(
            Bytes.Whole("{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}"), "/me/messages", "", contentType, contentEncoding))
            .ShouldBe(isRead ? "7 Text" : NotUnderstood);

    private static string InWords(string body) => Api.InWords(Api.Read(body, "/me/messages"));
}
