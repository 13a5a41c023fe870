using System.Text;
using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>Parameters in the query count as those in the body do, and each may be given once in both together.</summary>
public class SendQueryTests
{
    private const string NotUnderstood = "not understood";
    private const string Recipient = "recipient=%7B%22id%22%3A%227%22%7D";
    private const string Message = "message=%7B%22text%22%3A%22x%22%7D";
    private const string RecipientBody = """{"recipient":{"id":"7"}}""";
    private const string MessageBody = """{"message":{"text":"x"}}""";
    private const string Body = """{"recipient":{"id":"7"},"message":{"text":"x"}}""";

    public static TheoryData<string, string, string> Queries => new()
    {
        // query, body, what is read
        { $"{Recipient}&{Message}", "", "7 Text" },
        { $"{Recipient}&{Message}&access_token=t&x", "", "7 Text" },
        { $"{Recipient}&{Message}&tag=HUMAN%5FAGENT", "", "7 Text tag:HUMAN_AGENT" },
        { $"{Recipient}&{Message}", "{}", "7 Text" },
        { Recipient, MessageBody, "7 Text" },
        { Message, RecipientBody, "7 Text" },
        { "tag=ACCOUNT_UPDATE", Body, "7 Text tag:ACCOUNT_UPDATE" },
        { "access_token=t&appsecret_proof=p", Body, "7 Text" },
        { "method=post", Body, "7 Text" },
        { $"%72ecipient=%7B%22id%22%3A%227%22%7D&{Message}", "", "7 Text" },
        { $"{Recipient}&sender_action=typing_on", "", "not a send" },
        { "tag=false", Body, "7 Text tag:false" },
        { "", """{"recipient":{"id":"7"},"message":{"text":"x"},"tag":false}""", "7 Text tag:false" },
        { "sender_action=typing_on", Body, NotUnderstood },
        { "messaging_product=whatsapp&to=15550123456&type=text&text=%7B%22body%22%3A%22x%22%7D", "", "15550123456 Text" },
        { "messaging_product=whatsapp&to=%2B1+555+0123456", """{"text":{"body":"x"}}""", "15550123456 Text" },
        { "type=template", """{"messaging_product":"whatsapp","to":"1","text":{"body":"x"}}""", NotUnderstood },
        { "messaging_product=whatsapp", Body, NotUnderstood },

        // Given twice: in the query, in query and body, in other letters, by a name that PHP makes the same.
        { $"{Recipient}&{Recipient}&{Message}", "", NotUnderstood },
        { Recipient, Body, NotUnderstood },
        { Message, Body, NotUnderstood },
        { "recipient=", Body, NotUnderstood },
        { "recipient", Body, NotUnderstood },
        { "%52ecipient=%7B%22id%22%3A%228%22%7D", Body, NotUnderstood },
        { "RECIPIENT=%7B%22id%22%3A%228%22%7D", MessageBody, NotUnderstood },
        { "x=1;recipient=%7B%22id%22%3A%228%22%7D", Body, NotUnderstood },
        { "messaging.type=MESSAGE_TAG", Body, NotUnderstood },
        { "messaging+type=MESSAGE_TAG", Body, NotUnderstood },
        { "+tag=HUMAN_AGENT", Body, NotUnderstood },
        { "recipient%5Bid%5D=8", Body, NotUnderstood },
        { "recipient[id]=8", Body, NotUnderstood },
        { "batch=%5B%5D", Body, NotUnderstood },
        { "batch=%5B%7B%22method%22%3A%22POST%22%7D%5D", "", NotUnderstood },
        { "batch[0][method]=POST", Body, NotUnderstood },

        // A value that is not what it has to be.
        { $"recipient=7&{Message}", "", NotUnderstood },
        { $"recipient=null&{Message}", "", NotUnderstood },
        { $"recipient=%7B%22id%22%3A%227%22&{Message}", "", NotUnderstood },
        { $"recipient=%7B%22id%22%3A%227%22%7D%00&{Message}", "", NotUnderstood },
        { $"recipient=%5B%5D&{Message}", "", NotUnderstood },
        { $"recipient=%FF&{Message}", "", NotUnderstood },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_query_is_read_with_the_body(string query, string body, string reading) =>
        Api.InWords(Api.Read(body, "/me/messages", query)).ShouldBe(reading);

    public static TheoryData<string, string> OtherWays => new()
    {
        // Ways of writing a send to 7 that Meta's servers take too: query, body.
        { "recipient={'id':'7'}&message={'text':'x'}", "" },
        { "recipient={id:7}&message={text:1}", "" },
        { "recipient={id:7}", MessageBody },
        { "recipient[id]=7&message[text]=x", "" },
        { "", "recipient=%7B%22id%22%3A%227%22%7D&message=%7B%22text%22%3A%22x%22%7D" },
        { "", "recipient={'id':'7'}&message={'text':'x'}" },
        { "", "recipient[id]=7&message[text]=x" },
        { "", "{recipient:{id:'7'},message:{text:'x'},}" },
        { "", "messaging_product=whatsapp&to=7&type=text&text={\"body\":\"x\"}" },
        { "", "--b\r\nContent-Disposition: form-data; name=\"recipient\"\r\n\r\n{\"id\":\"7\"}\r\n--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n{\"text\":\"x\"}\r\n--b--\r\n" },
    };

    [Theory]
    [MemberData(nameof(OtherWays))]
    public void No_way_of_writing_a_send_is_taken_for_no_send(string query, string body) =>
        Api.InWords(Api.Read(body, "/me/messages", query)).ShouldBeOneOf("7 Text", NotUnderstood);

    [Theory]
    [InlineData("/", "", """{"batch":[{"method":"POST","relative_url":"me/messages","body":"recipient={id:7}&message={text:1}"}]}""")]
    [InlineData("/v24.0/", "", """{"batch":"[{\"method\":\"POST\",\"relative_url\":\"me/messages\"}]"}""")]
    [InlineData("/v24.0", "batch=%5B%7B%7D%5D", "")]
    [InlineData("/", "BATCH=%5B%7B%7D%5D", "")]
    [InlineData("/", "batch[0][method]=POST", "")]
    [InlineData("/", "", """{"batch":[],"batch":[]}""")]
    [InlineData("/", "batch=%5B%5D", """{"batch":[]}""")]
    [InlineData("/", "", "batch=%5B%7B%22method%22%3A%22POST%22%2C%22relative_url%22%3A%22me%2Fmessages%22%7D%5D")]
    public void No_batch_is_taken_for_no_send(string path, string query, string body) =>
        Api.InWords(Api.Read(body, path, query)).ShouldNotBe("not a send");

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"batch":null}""")]
    [InlineData("""{"id":"https://shop.example/","scrape":true}""")]
    public void The_root_without_a_batch_is_no_send(string body) => Api.InWords(Api.Read(body, "/v24.0/", "access_token=t")).ShouldBe("not a send");

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void A_body_in_another_Unicode_form_is_not_understood(string charset) =>
        Api.InWords(Api.Read(Bytes.Whole(Encoding.GetEncoding(charset).GetBytes(Body)), "/me/messages")).ShouldBe(NotUnderstood);
}
