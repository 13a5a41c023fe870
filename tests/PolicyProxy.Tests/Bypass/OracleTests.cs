using System.IO.Compression;
using System.Text;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Bypass;

/// <summary>The oracle of <see cref="FuzzTests"/> finds the recipient in every disguise, and does not find one where there is none.</summary>
public sealed class OracleTests
{
    private const string Path = "/v24.0/me/messages";
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>Target, content type and body of requests that write to 77.</summary>
    public static TheoryData<string, string?, string> Bad => new()
    {
        { Path, "application/json", """{"recipient":{"id":"77"},"message":{"text":"a"}}""" },
        { Path, null, """{"recipient":{"id":77},"message":{"text":"a"}}""" },
        { Path, null, """{"recipient":{"id":"5"},"recipient":{"id":"77"},"message":{"text":"a"}}""" },
        { Path, null, """{"recipient":{"id":"77"},"recipient":{"id":"5"},"message":{"text":"a"}}""" },
        { Path, null, """{"recipient":{"id":"5","ID":"77"},"message":{"text":"a"}}""" },
        { Path, null, """{"recipient":{"id":"5"},"Recipient":{"id":"77"},"message":{"text":"a"}}""" },
        { Path, null, """{"recipient":{"id":["5","77"]},"message":{"text":"a"}}""" },
        { Path, null, """{"recipient":{"id":7.7e1},"message":{"text":"a"}}""" },
        { Path, null, """{"recip\u0069ent":{"\u0069d":"\u0037\u0037"},"message":{"text":"a"}}""" },
        { Path, null, "{recipient:{id:'77'},message:{text:'a'},}" },
        { Path, null, """{"recipient":"{\"id\":\"77\"}","message":"{\"text\":\"a\"}"}""" },
        { Path, null, """{"message":{"text":"a"}} {"recipient":{"id":"77"},"message":{}}""" },
        { Path, null, """{"recipient":{/*5*/"id":"77"},"message":{"text":"a"}""" },
        { Path, Form, "recipient={id:77}&message={text:1}" },
        { Path, Form, "recipient=%257B%2522id%2522%253A77%257D&message={text:1}" },
        { Path, Form, "recipient[id]=77&message[text]=a" },
        { Path, Form, "recipient%5Bid%5D=77&message[text]=a" },
        { Path, Form, "x=1;recipient={id:77}&message={text:1}" },
        { Path, Form, "%20recipient={id:77}&message={text:1}" },
        { Path, Form, """{"recipient":{"id":"5"},"message":{"text":"&recipient={id:77}&message={text:1}&"}}""" },
        { Path + "?recipient={id:77}", "application/json", """{"message":{"text":"a"}}""" },
        { Path + "?recipient={id:77}&message={text:1}", null, "" },
        { Path, "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"recipient\"\r\n\r\n{id:77}\r\n--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n{}\r\n--b--" },
        { "/v24.0/me/%6dessages", null, """{"recipient":{"id":"77"},"message":{"text":"a"}}""" },
        { "/1/messages", null, """{"messaging_product":"whatsapp","to":"77","text":{"body":"a"}}""" },
        { "/1/messages", null, """{"messaging_product":"whatsapp","to":"+7-7","type":"template"}""" },
        { "/1/messages?to=77", null, """{"messaging_product":"whatsapp","to":"5","text":{"body":"a"}}""" },
        { "/1/messages", null, """{"messaging_product":"whatsapp","to":"\uff17\u0667","text":{"body":"a"}}""" },
        { "/", null, """{"batch":[{"relative_url":"me/messages","body":"recipient={id:77}&message={text:1}"}]}""" },
        { "/", null, """{"batch":"[{\"method\":\"POST\",\"relative_url\":\"me/messages?recipient[id]=77&message[text]=1\"}]"}""" },
        { "/", Form, "batch=[{'relative_url':'me/messages','body':'recipient={id:77}%26message={text:1}'}]" },
        { "/", null, """{"batch":[{"method":"GET","relative_url":"me/messages?method=post","body":"{\"recipient\":{\"id\":\"77\"},\"message\":{}}"}]}""" },
        { "/", null, """{"batch":[{"method":"POST","relative_url":"","body":"batch=[{relative_url:'me/messages?recipient={id:77}%26message={}'}]"}]}""" },
    };

    /// <summary>Requests that do not write to 77.</summary>
    public static TheoryData<string, string?, string> Good => new()
    {
        { Path, "application/json", """{"recipient":{"id":"5"},"message":{"text":"call 77"}}""" },
        { Path, "application/json", """{"recipient":{"id":"5"},"message":{"text":"&recipient={id:77}&message={text:1}&"}}""" },
        { Path, null, """{"recipient":{"id":"77"},"sender_action":"typing_on"}""" },
        { Path, Form, "recipient={id:5}&message={text:77}" },
        { "/v24.0/me/photos", null, """{"recipient":{"id":"77"},"message":{"text":"a"}}""" },
        { "/1/messages", null, """{"messaging_product":"whatsapp","to":"5","recipient":"77","text":{"body":"a"}}""" },
        { "/me", null, """{"batch":[{"relative_url":"me/messages","body":"recipient={id:77}&message={text:1}"}]}""" },
        { "/", null, """{"batch":[{"relative_url":"me/photos","body":"recipient={id:77}&message={text:1}"}]}""" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_recipient_is_found(string target, string? contentType, string body) =>
        Oracle.Recipients("POST", target, contentType, null, Encoding.UTF8.GetBytes(body)).ShouldContain("77");

    [Theory]
    [MemberData(nameof(Good))]
    public void No_recipient_is_found_where_there_is_none(string target, string? contentType, string body) =>
        Oracle.Recipients("POST", target, contentType, null, Encoding.UTF8.GetBytes(body)).ShouldNotContain("77");

    [Fact]
    public void A_recipient_is_found_in_UTF_16() =>
        Oracle.Recipients("POST", Path, null, null, Encoding.Unicode.GetBytes("""{"recipient":{"id":"77"},"message":{}}""")).ShouldContain("77");

    [Fact]
    public void A_recipient_is_found_in_a_compressed_body()
    {
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest)) gzip.Write("""{"recipient":{"id":"77"},"message":{}}"""u8);

        Oracle.Recipients("POST", Path, null, "gzip", body.ToArray()).ShouldContain("77");
    }

    [Theory]
    [InlineData("GET", "", false)]
    [InlineData("GET", "method=POST&", true)]
    [InlineData("PUT", "", true)]
    public void Whom_a_request_writes_to_depends_on_its_verb(string verb, string query, bool writes) =>
        Oracle.Recipients(verb, $"{Path}?{query}recipient[id]=77&message[text]=1", null, null, []).Contains("77").ShouldBe(writes);
}
