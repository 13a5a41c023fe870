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
        { "text/plain; boundary=b", Strict, "7 Text" },
        { Form + "; charset=latin1", Strict, "7 Text" },
        { Form + "; charset=windows-1252", Strict, "7 Text" },
        { Form, "&" + Strict, "7 Text" },
        { Form, Strict + new string('&', 2000), "7 Text" },
        { Form, "recipient[id]=7&message[text]=x&message[1]=a", "7 Text" },
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
        { Form, """{"recipient":{"id":"7"},"message":{"text":"&messaging_product=whatsapp&to=8&"}}""", NotUnderstood },
        { Form, """{"recipient":{"id":"7"},"message":{"text":"&batch=[]&"}}""", NotUnderstood },
        { Form, """{"recipient":{"id":"7"},"message":{"text":"&recipient={id:8}&"}}""", "7 Text" },
        { Form, """{"recipient":{"id":"7"},"message":{"text":"&message={text:1}&"}}""", "7 Text" },
        { Form, """{"recipient":{"id":"7"},"message":{"text":"&messaging_product=whatsapp&"}}""", "7 Text" },
        { "application/json", """{"recipient":{"id":"7"},"message":{"text":"&recipient={id:8}&message={text:1}&"}}""", "7 Text" },
        { "application/json", "\ufeff{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}", "7 Text" },

        { Form, """{"recipient":{"id":"7"},"message":{"text":"https://x.example/?a=1&batch=2&message=1&recipient=2"}}""", "7 Text" },
        { Form, "messaging_product=whatsapp&to=7&text={body:'x'}", "7 Text" },
        { "application/json", """{"recipient":{"id":"7"},"message":{"text":"x"}," recipient":{"id":"8"}}""", NotUnderstood },
        { "application/json", """{"recipient":{"id":"7"},"message":{"text":"x"},"messaging.type":"MESSAGE_TAG"}""", NotUnderstood },
        { "application/json", """{"recipient":{"id":"7"},"message":{"text":"x"},"some.thing else":1}""", "7 Text" },

        // Two ways to read it.
        { Form, """{"recipient":{"id":"7"},"message":{"text":"&recipient='8'&message=[1]&"}}""", NotUnderstood },
        { Form, """{"&recipient=":1,"&message=":2,"recipient":{"id":"7"},"message":{"text":"x"}}""", NotUnderstood },
        { Form, "messaging_product=whatsapp&to=7&text={\"body\":\"x\"}zzz", NotUnderstood },
        { Form, Strict + "&recipient%255Bid%255D=8", NotUnderstood },
        { Form, "messaging_product=whatsapp&to=7&text={\"body\":\"x\"}&%2520to=8", NotUnderstood },
        { "application/json", """{"messaging_product":"whatsapp","to":"7","text":"x"}""", NotUnderstood },
        { "application/json", """{"messaging_product":"whatsapp","to":"7","recipient":"491700000001","text":{}}""", NotUnderstood },
        { Form, Strict + "&recipient={\"id\":\"8\"}", NotUnderstood },
        { Form, Strict + "&recipient[id]=8", NotUnderstood },
        { Form, "recipient[id]=7&recipient[id]=8&message[text]=x", NotUnderstood },
        { Form, "recipient[id]=7&recipient[id][x]=8&message[text]=x", NotUnderstood },
        { Form, "recipient[id=7&message[text]=x", NotUnderstood },
        { Form, "recipient[id]x=7&message[text]=x", NotUnderstood },
        { Form, "recipient[id]=7&message[text]=x&message[a[b]=1", NotUnderstood },
        { Form, "recipient[id]=7&message[text]=x&message[[b]=1", NotUnderstood },
        { Form, "recipient[id]=7&message[text]=x&message[a]b]=1", NotUnderstood },
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
    [InlineData("{'id")]
    [InlineData("{id")]
    [InlineData("{id:7")]
    [InlineData("{id:")]
    [InlineData("{")]
    public void What_is_not_even_relaxed_JSON_is_not_understood(string recipient) =>
        Api.InWords(Read($"message={{\"text\":\"x\"}}&recipient={Uri.EscapeDataString(recipient)}", Form)).ShouldBe(NotUnderstood);

    [Fact]
    public void Relaxed_JSON_of_more_than_64_levels_is_not_understood() =>
        Api.InWords(Read($"message={{'text':{new string('[', 64)}{new string(']', 64)}}}&recipient={{id:7}}", Form)).ShouldBe(NotUnderstood);

    [Theory]
    [InlineData(64, "7 Text")]
    [InlineData(65, NotUnderstood)]
    public void Relaxed_JSON_has_at_most_64_levels(int levels, string reading) =>
        Api.InWords(Read($"message={string.Concat(Enumerable.Repeat("{text:", levels))}1{new string('}', levels)}&recipient={{id:7}}", Form)).ShouldBe(reading);

    [Theory]
    [InlineData(64, "7 Text")]
    [InlineData(65, NotUnderstood)]
    public void Brackets_have_at_most_64_levels(int levels, string reading) =>
        Api.InWords(Read($"recipient[id]=7&message{string.Concat(Enumerable.Repeat("[text]", levels))}=x", Form)).ShouldBe(reading);

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

    private static SendReading Read(string body, string? contentType) => Api.Read(Bytes.Whole(body), "/me/messages", contentType: contentType);

    private static string Body(SendReading reading) => Encoding.UTF8.GetString(reading.Rewritten.ShouldNotBeNull().Body.ShouldNotBeNull().Span);
}
