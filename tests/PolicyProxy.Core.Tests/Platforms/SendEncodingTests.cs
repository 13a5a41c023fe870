using System.IO.Compression;
using System.Text;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>
/// A send is read however it is written, and forwarded as it came, or, where it was written in relaxed JSON, as what it was read for.
/// The ways: https://developers.facebook.com/docs/messenger-platform/reference/send-api and .../send-api-reference (its curl samples).
/// </summary>
public class SendEncodingTests
{
    private const string NotUnderstood = "not understood";
    private const string Form = "application/x-www-form-urlencoded";
    private const string Multipart = "multipart/form-data; boundary=b";
    private const string Strict = """recipient={"id":"7"}&message={"text":"x"}""";

    public static TheoryData<string?, string, string> Forms => new()
    {
        // content type, body, what is read
        { Form, Strict, "7 Text" },
        { Form, "recipient=%7B%22id%22%3A%227%22%7D&message=%7B%22text%22%3A%22x%22%7D&access_token=t", "7 Text" },
        { Form, "message={\"text\":\"a+b%26c\"}&recipient={\"id\":\"7\"}", "7 Text" },
        { "application/json", Strict, "7 Text" },
        { null, Strict, "7 Text" },
        { "text/plain", Strict, "7 Text" },
        { "nonsense", Strict, "7 Text" },
        { Form + "; charset=ISO-8859-1", Strict, "7 Text" },
        { Form, "recipient[id]=7&message[text]=x", "7 Text" },
        { Form, "recipient%5Bid%5D=7&message%5Btext%5D=x", "7 Text" },
        { Form, "recipient[id]=7&message[attachment][type]=image&message[attachment][payload][url]=u", "7 Image" },
        { Form, "recipient[id]=7&message[attachments][][type]=image&message[attachments][1][type]=image", "7 Image" },
        { Form, "recipient[id]=7&message[text]=x&message[quick_replies][0][title]=a", "7 QuickReplies" },
        { Form, "recipient={\"id\":\"7\"}&sender_action=typing_on", "not a send" },
        { Form, "messaging_product=whatsapp&to=%2B1+555+012-3456&type=text&text={\"body\":\"x\"}", "15550123456 Text" },
        { Form, "messaging_product=whatsapp&to=15550123456&text[body]=x", "15550123456 Text" },
        { Form, "recipient={\"id\":\"7\"}&message={\"text\":\"x\"};", NotUnderstood },
        { Form, "recipient={\"id\":\"7\"}&message={\"text\":\"a; b=c\"}", "7 Text" },

        // JSON labelled as a form, which a well-known helpdesk sends; but not when a form reader would find another send in it.
        { Form, """{"recipient":{"id":"7"},"message":{"text":"x"}}""", "7 Text" },
        { Form, """{"recipient":{"id":"7"},"message":{"text":"https://shop.example/?a=1&to=5"}}""", "7 Text" },
        { Form, """{"recipient":{"id":"7"},"message":{"text":"&recipient={id:8}&message={text:1}&"}}""", NotUnderstood },
        { null, """{"recipient":{"id":"7"},"message":{"text":"&recipient[id]=8&message[text]=1&"}}""", NotUnderstood },
        { "application/json", """{"recipient":{"id":"7"},"message":{"text":"&recipient={id:8}&message={text:1}&"}}""", "7 Text" },
        { "application/json", "\ufeff{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}", "7 Text" },

        // Two ways to read it.
        { Form, Strict + "&recipient={\"id\":\"8\"}", NotUnderstood },
        { Form, Strict + "&recipient[id]=8", NotUnderstood },
        { Form, "recipient[id]=7&recipient[id]=8&message[text]=x", NotUnderstood },
        { Form, "recipient[id]=7&recipient[id][x]=8&message[text]=x", NotUnderstood },
        { Form, "recipient[id=7&message[text]=x", NotUnderstood },
        { Form, "recipient[id]x=7&message[text]=x", NotUnderstood },
        { Form, Strict + "&messaging.type=MESSAGE_TAG", NotUnderstood },
        { Form, Strict + "&%20tag=HUMAN_AGENT", NotUnderstood },
        { Form, Strict + "&x=1;recipient={\"id\":\"8\"}", NotUnderstood },
        { Form, "recipient={\"id\":\"7\"}%zz&message={\"text\":\"x\"}", NotUnderstood },
        { Form, "recipient=%7B%22id%22%3A%227%22%7D%0&message={\"text\":\"x\"}", NotUnderstood },
        { Form + "; charset=utf-16", Strict, NotUnderstood },
        { Form + "; charset=utf-8; charset=utf-7", Strict, NotUnderstood },
        { Form, "hello", NotUnderstood },
        { Form, "<xml/>", NotUnderstood },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_form_is_read_by_what_it_says(string? contentType, string body, string reading) =>
        Api.InWords(Read(body, contentType)).ShouldBe(reading);

    public static TheoryData<string, string, string> Relaxed => new()
    {
        // the value of recipient, what is read, the value that is forwarded
        { "{'id':'7'}", "7 Text", """{"id":"7"}""" },
        { "{id:7}", "7 Text", """{"id":7}""" },
        { "{id:'7',}", "7 Text", """{"id":"7"}""" },
        { "{ id : \"7\" }", "7 Text", """{"id":"7"}""" },
        { "{'id':'7','name':'it\\'s \"x\" \\u0041\\n'}", "7 Text", """{"id":"7","name":"it's \"x\" \u0041\n"}""" },
        { "{'comment_id':'7_8'}", "nobody Text outside:PrivateReply", """{"comment_id":"7_8"}""" },
        { "{'id':'7','x':[1,-2.5e3,true,false,null,{},[],]}", "7 Text", """{"id":"7","x":[1,-2.5e3,true,false,null,{},[]]}""" },
    };

    [Theory]
    [MemberData(nameof(Relaxed))]
    public void Relaxed_JSON_is_forwarded_in_strict_JSON(string recipient, string reading, string forwarded)
    {
        var read = Read($"message={{\"text\":\"x\"}}&recipient={Uri.EscapeDataString(recipient)}&access_token=t", Form);

        Api.InWords(read).ShouldBe(reading);
        Body(read).ShouldBe($"message={{\"text\":\"x\"}}&recipient={Uri.EscapeDataString(forwarded)}&access_token=t");
    }

    [Theory]
    [InlineData("{id:7,id:8}")]
    [InlineData("{'id':'7',id:8}")]
    [InlineData("{'id':'7'} x")]
    [InlineData("{'id':'7'")]
    [InlineData("{'id':'7}")]
    [InlineData("{'id':07}")]
    [InlineData("{'id':0x7}")]
    [InlineData("{'id':7.0}")]
    [InlineData("{'id':seven}")]
    [InlineData("{id:7,,}")]
    [InlineData("{,}")]
    [InlineData("{id}")]
    [InlineData("{'id' '7'}")]
    [InlineData("{i d:7}")]
    [InlineData("{id:7/*8*/}")]
    [InlineData("['7']")]
    [InlineData("id:7")]
    [InlineData("'7'")]
    [InlineData("{'id':'\ufffd'}")]
    [InlineData("{'id':'7\n'}")]
    [InlineData("{'id':'7\\")]
    public void What_is_not_even_relaxed_JSON_is_not_understood(string recipient) =>
        Api.InWords(Read($"message={{\"text\":\"x\"}}&recipient={Uri.EscapeDataString(recipient)}", Form)).ShouldBe(NotUnderstood);

    [Fact]
    public void Relaxed_JSON_of_more_than_64_levels_is_not_understood() =>
        Api.InWords(Read($"message={{'text':{new string('[', 64)}{new string(']', 64)}}}&recipient={{id:7}}", Form)).ShouldBe(NotUnderstood);

    [Fact]
    public void Relaxed_JSON_in_the_query_is_forwarded_in_strict_JSON()
    {
        var read = Api.Read("", "/me/messages", "recipient={'id':'7'}&message={text:'a%26b'}&access_token=t");

        Api.InWords(read).ShouldBe("7 Text");
        read.Rewritten.ShouldNotBeNull().Query.ShouldBe("recipient=%7B%22id%22%3A%227%22%7D&message=%7B%22text%22%3A%22a%26b%22%7D&access_token=t");
        read.Rewritten.Body.ShouldBeNull();
    }

    [Fact]
    public void Relaxed_JSON_in_a_text_of_a_JSON_body_is_forwarded_in_strict_JSON()
    {
        var read = Read("""{ "recipient": "{'id':'7'}", "message": {"text":"x"} }""", "application/json");

        Api.InWords(read).ShouldBe("7 Text");
        Body(read).ShouldBe("""{ "recipient": "{\u0022id\u0022:\u00227\u0022}", "message": {"text":"x"} }""");
    }

    [Theory]
    [InlineData(Form, Strict)]
    [InlineData(Form, "recipient[id]=7&message[text]=x")]
    [InlineData("application/json", """ {"recipient":"{\"id\":\"7\"}","message":{"text":"x"}} """)]
    public void What_is_strict_is_forwarded_as_it_came(string contentType, string body) => Read(body, contentType).Rewritten.ShouldBeNull();

    [Fact]
    public void There_are_at_most_1024_parameters()
    {
        string With(int count) => Strict + string.Concat(Enumerable.Repeat("&a=1", count - 2));

        Api.InWords(Read(With(1024), Form)).ShouldBe("7 Text");
        Api.InWords(Read(With(1025), Form)).ShouldBe(NotUnderstood);
    }

    public static TheoryData<string, string> Parts => new()
    {
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n", "7 Text" },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--", "7 Text" },
        { $"{FilePart}{Part("message", """{"text":"x"}""")}{Part("recipient", """{"id":"7"}""")}--b--\r\n", "7 Text" },
        { $"{Part("recipient[id]", "7")}{Part("message[text]", "x")}--b--\r\n", "7 Text" },
        { $"{Part("recipient", "{'id':'7'}")}{Part("message", """{"text":"x"}""")}--b--\r\n", "7 Text" },
        { $"{Part("recipient", """{"id":"7"}""").Replace("\"recipient\"", "recipient", StringComparison.Ordinal)}{Part("message", """{"text":"x"}""")}--b--\r\n", "7 Text" },
        { $"{Part("recipient", """{"id":"7"}""", "Content-Type: application/json; charset=utf-8\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", "7 Text" },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("sender_action", "typing_on")}--b--\r\n", "not a send" },

        // Two ways to read it.
        { $"{Part("recipient", """{"id":"7"}""")}{Part("recipient", """{"id":"8"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"preamble\r\n{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\nepilogue", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}", NotUnderstood },
        { "--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""", "X: y\r\nContent-Disposition: form-data; name=\"x\"\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""", "Content-Transfer-Encoding: base64\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""", "Content-Type: text/plain; charset=utf-16\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient\"; filename=\"a", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient\"; name=\"x", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("x\"; name*=utf-8''recipient; a=\"", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient\\", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n".Replace("\r\n", "\n", StringComparison.Ordinal), NotUnderstood },
        { $"{Part("file", "\n--b\nContent-Disposition: form-data; name=\"recipient\"\n\n{}")}{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("file", "\r\n--bc")}{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""", "X : y\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""", " folded\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""").Replace("form-data", "attachment", StringComparison.Ordinal)}--b--\r\n", NotUnderstood },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_multipart_body_is_read_by_its_parts(string body, string reading) => Api.InWords(Read(body, Multipart)).ShouldBe(reading);

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=b; boundary=c")]
    [InlineData("multipart/form-data; boundary=\"b")]
    [InlineData("multipart/form-data; boundary=c")]
    public void A_multipart_body_needs_its_boundary(string contentType) =>
        Api.InWords(Read($"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n", contentType)).ShouldBe(NotUnderstood);

    [Fact]
    public void A_multipart_body_has_at_most_64_parts()
    {
        string With(int count) => $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}{string.Concat(Enumerable.Repeat(Part("a", "1"), count - 2))}--b--\r\n";

        Api.InWords(Read(With(64), Multipart)).ShouldBe("7 Text");
        Api.InWords(Read(With(65), Multipart)).ShouldBe(NotUnderstood);
    }

    [Fact]
    public void A_relaxed_part_is_forwarded_in_strict_JSON() =>
        Body(Read($"{Part("recipient", "{'id':'7'}")}{Part("message", """{"text":"x"}""")}--b--\r\n", Multipart))
            .ShouldBe($"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n");

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("identity")]
    [InlineData("GZIP ")]
    public void A_compressed_body_is_read(string coding)
    {
        var read = Read(Compress(Encoding.UTF8.GetBytes(Strict), coding), coding);

        Api.InWords(read).ShouldBe("7 Text");
        read.Rewritten.ShouldBeNull();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void Something_behind_compressed_data_is_not_understood(string coding)
    {
        var body = Compress(Encoding.UTF8.GetBytes(Strict), coding);

        Api.InWords(Read([.. body, .. body], coding)).ShouldBe(NotUnderstood);
        Api.InWords(Read([.. body, 0], coding)).ShouldBe(NotUnderstood);
        Api.InWords(Read(body[..^1], coding)).ShouldBe(NotUnderstood);
    }

    [Theory]
    [InlineData("gzip, gzip")]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip;q=1")]
    public void Another_coding_is_not_understood(string coding) =>
        Api.InWords(Read(Compress(Encoding.UTF8.GetBytes(Strict), "gzip"), coding)).ShouldBe(NotUnderstood);

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void A_body_that_grows_beyond_the_limits_is_not_understood(string coding)
    {
        Api.InWords(Read(Compress(Encoding.UTF8.GetBytes(Strict + "&a=" + new string('a', 5 * 1024 * 1024)), coding), coding)).ShouldBe(NotUnderstood);
        Api.InWords(Read("nonsense"u8.ToArray(), coding)).ShouldBe(NotUnderstood);
    }

    [Fact]
    public void A_compressed_body_that_has_to_be_said_strictly_is_forwarded_plain() =>
        Body(Read(Compress("recipient={id:7}&message={\"text\":\"x\"}"u8.ToArray(), "gzip"), "gzip"))
            .ShouldBe("recipient=%7B%22id%22%3A7%7D&message={\"text\":\"x\"}");

    private const string FilePart = "--b\r\nContent-Disposition: form-data; name=\"filedata\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u0001\r\n-- b\r\n";

    private static string Part(string name, string content, string head = "") =>
        $"--b\r\n{head}Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{content}\r\n";

    private static SendReading Read(string body, string? contentType) => Api.Read(Bytes.Whole(body), "/me/messages", contentType: contentType);

    private static SendReading Read(byte[] body, string coding) =>
        Api.Read(Bytes.Whole(body), "/me/messages", contentType: Form, contentEncoding: coding);

    private static string Body(SendReading reading) => Encoding.UTF8.GetString(reading.Rewritten.ShouldNotBeNull().Body.ShouldNotBeNull().Span);

    private static byte[] Compress(byte[] body, string coding)
    {
        using var result = new MemoryStream();
        using (Stream stream = coding.Trim().ToLowerInvariant() switch
        {
            "deflate" => new ZLibStream(result, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(result, CompressionLevel.Optimal, leaveOpen: true),
            "identity" => new BufferedStream(result),
            _ => new GZipStream(result, CompressionLevel.Optimal, leaveOpen: true),
        })
        {
            stream.Write(body);
            stream.Flush();
            if (coding == "identity") return result.ToArray();
        }

        return result.ToArray();
    }
}
