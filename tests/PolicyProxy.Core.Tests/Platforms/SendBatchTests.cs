using System.Text;
using System.Text.Json;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>A batch is read element by element. https://developers.facebook.com/docs/graph-api/batch-requests</summary>
public class SendBatchTests
{
    private const string NotUnderstood = "not understood";
    private const string Send7 = """{"method":"POST","relative_url":"me/messages","body":"recipient=%7B%22id%22%3A%227%22%7D&message=%7B%22text%22%3A%22x%22%7D"}""";
    private const string Get = """{"method":"GET","relative_url":"me?fields=name"}""";

    public static TheoryData<string, string> Elements => new()
    {
        { Send7, "7 Text" },
        { Get, "not a send" },
        { """{"method":"post","relative_url":"/v24.0/111/messages/","body":"recipient[id]=7&message[text]=x"}""", "7 Text" },
        { """{"method":"POST","relative_url":"me/messages?recipient={id:7}&message={text:1}"}""", "7 Text" },
        { """{"relative_url":"me/messages","body":"{\"recipient\":{\"id\":\"7\"},\"message\":{\"text\":\"x\"}}"}""", "7 Text" },
        { """{"method":"GET","relative_url":"me/messages?method=post&recipient={id:7}&message={text:1}"}""", "7 Text" },
        { """{"method":"POST","relative_url":"222/messages","body":"messaging_product=whatsapp&to=7&text[body]=x"}""", "7 Text" },
        { """{"method":"POST","relative_url":"me/photos","body":"url=x"}""", "not a send" },
        { """{"method":"DELETE","relative_url":"123"}""", "not a send" },
        { """{"method":" get ","relative_url":"me/messages"}""", "not a send" },
        { """{"method":"GET","relative_url":"me/messages","body":""}""", "not a send" },
        { """{"method":"GET","relative_url":"me/messages","body":"recipient[id]=7&message[text]=x"}""", "7 Text" },
        { """{"method":"POST","relative_url":"me/messages","body":"batch=[]&recipient[id]=7&message[text]=x"}""", NotUnderstood },
        { """{"method":"POST","relative_url":"me/messages","body":"recipient={'id':'{result=a:$.id}'}&message={text:1}"}""", NotUnderstood },
        { """{"method":"POST","relative_url":"me/../me/messages","body":"recipient[id]=7&message[text]=x"}""", NotUnderstood },
        { """{"method":"POST","relative_url":"https://graph.facebook.com/me/messages","body":"recipient[id]=7&message[text]=x"}""", NotUnderstood },
        { """{"method":"POST","relative_url":"me/messages#x","body":"recipient[id]=7&message[text]=x"}""", NotUnderstood },
        { """{"method":"POST","relative_url":"me/messages","body":{"recipient":{"id":"7"},"message":{"text":"x"}}}""", NotUnderstood },
        { """{"method":["POST"],"relative_url":"me/messages"}""", NotUnderstood },
        { """{"method":"POST","relative_url":["me/messages"]}""", NotUnderstood },
        { """{"method":"POST","body":"x"}""", NotUnderstood },
        { """{"method":"GET","relative_url":"me","relative_url":"me/messages","body":"recipient[id]=7&message[text]=x"}""", NotUnderstood },
        { """{"method":"GET","Method":"POST","relative_url":"me/messages","body":"recipient[id]=7&message[text]=x"}""", NotUnderstood },
        { "\"POST me/messages\"", NotUnderstood },
    };

    [Theory]
    [MemberData(nameof(Elements))]
    public void An_element_is_read_like_a_request(string element, string reading) =>
        Api.InWords(Read($$"""{"batch":[{{Send7}},{{element}}]}""")).ShouldBe($"batch: 7 Text | {reading}");

    [Theory]
    [InlineData("application/json", "{{\"batch\":[{0}]}}")]
    [InlineData("application/json", "{{\"batch\":\"[{1}]\"}}")]
    [InlineData("application/x-www-form-urlencoded", "access_token=t&batch=%5B{2}%5D")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"batch\"\r\n\r\n[{0}]\r\n--b--\r\n")]
    public void A_batch_is_read_however_it_is_written(string contentType, string body)
    {
        var escaped = JsonEncodedText.Encode(Send7).ToString();
        var written = string.Format(System.Globalization.CultureInfo.InvariantCulture, body, Send7, escaped, Uri.EscapeDataString(Send7));

        Api.InWords(Api.Read(Bytes.Whole(written), "/", contentType: contentType)).ShouldBe("batch: 7 Text");
    }

    [Fact]
    public void A_batch_in_the_query_is_read() =>
        Api.InWords(Api.Read("", "/v24.0/", $"batch=[{Uri.EscapeDataString(Send7)}]")).ShouldBe("batch: 7 Text");

    [Theory]
    [InlineData("batch[0][method]=POST&batch[0][relative_url]=me/messages&batch[0][body]=recipient%5Bid%5D%3D7%26message%5Btext%5D%3Dx", NotUnderstood)]
    [InlineData("batch[0][method]=GET&batch[0][relative_url]=me", "not a send")]
    public void A_send_in_a_batch_in_pieces_is_not_understood_for_it_could_not_be_left_out(string pieces, string reading)
    {
        Api.InWords(Read(pieces)).ShouldBe(reading);
        Api.InWords(Api.Read("", "/", pieces)).ShouldBe(reading);
    }

    [Theory]
    [InlineData("""{"batch":[{"method":"POST","relative_url":"","body":"batch=[]"}]}""")]
    [InlineData("""{"batch":[{"method":"POST","relative_url":"/v24.0/?batch=[]"}]}""")]
    [InlineData("""{"batch":{}}""")]
    [InlineData("""{"batch":1}""")]
    [InlineData("""{"batch":[],"batch":[]}""")]
    [InlineData("""{"batch":[],"message":{}}""")]
    [InlineData("""{"batch":[],"recipient":{}}""")]
    [InlineData("""{"batch":[],"to":"7"}""")]
    [InlineData("""{"batch":[],"include_headers":[]}""")]
    public void What_is_no_plain_batch_is_not_understood(string body) => Api.InWords(Read(body)).ShouldBe(NotUnderstood);

    [Fact]
    public void A_batch_has_at_most_50_elements()
    {
        string With(int count) => $"{{\"batch\":[{string.Join(',', Enumerable.Repeat(Send7, count))}]}}";

        Read(With(50)).Batch.ShouldNotBeNull().Elements.Count.ShouldBe(50);
        Api.InWords(Read(With(51))).ShouldBe(NotUnderstood);
    }

    [Fact]
    public void A_batch_without_a_send_is_no_send() => Api.InWords(Read($"{{\"batch\":[{Get},{Get}]}}")).ShouldBe("not a send");

    [Fact]
    public void A_batch_of_which_all_may_go_is_forwarded_as_it_came() =>
        Batch($"{{\"batch\":[{Send7},{Get}]}}").Forward([BatchStep.Forward, BatchStep.Forward]).ShouldBeNull();

    [Fact]
    public void What_is_refused_is_left_out_of_the_batch()
    {
        var body = Batch($$"""{"access_token":"t", "batch":[{{Send7}}, {{Get}}, {{Send7}}]}""").Forward([BatchStep.Refuse, BatchStep.Forward, BatchStep.Forward]);

        Text(body).ShouldBe($$"""{"access_token":"t", "batch":[{{Get}},{{Send7}}]}""");
    }

    [Theory]
    [InlineData(BatchStep.Forward, """[{"method":"POST","relative_url":"me/messages?recipient[id]=7&message[text]=x"},{"method":"GET","relative_url":"me"}]""")]
    [InlineData(BatchStep.Refuse, """[{"method":"GET","relative_url":"me"}]""")]
    public void A_batch_in_relaxed_JSON_is_forwarded_in_strict_JSON(BatchStep step, string forwarded)
    {
        var batch = Batch($"batch={Uri.EscapeDataString("[{method:'POST',relative_url:'me/messages?recipient[id]=7&message[text]=x'},{method:'GET',relative_url:'me'}]")}");

        Text(batch.Forward([step, BatchStep.Forward])).ShouldBe($"batch={Uri.EscapeDataString(forwarded)}");
    }

    [Fact]
    public void A_batch_in_a_form_is_forwarded_in_the_form()
    {
        var body = Batch($"access_token=t&batch={Uri.EscapeDataString($"[{Send7},{Get}]")}&x=1").Forward([BatchStep.Refuse, BatchStep.Forward]);

        Text(body).ShouldBe($"access_token=t&batch={Uri.EscapeDataString($"[{Get}]")}&x=1");
    }

    [Fact]
    public void A_batch_in_the_query_is_forwarded_in_the_query()
    {
        var batch = Api.Read("", "/", $"access_token=t&batch={Uri.EscapeDataString($"[{Send7},{Get}]")}").Batch.ShouldNotBeNull();

        batch.Forward([BatchStep.Refuse, BatchStep.Forward]).ShouldNotBeNull().Query.ShouldBe($"access_token=t&batch={Uri.EscapeDataString($"[{Get}]")}");
    }

    [Fact]
    public void A_batch_in_a_text_is_forwarded_in_a_text()
    {
        var body = Batch($"{{\"batch\":\"[{JsonEncodedText.Encode(Send7)},{JsonEncodedText.Encode(Get)}]\"}}").Forward([BatchStep.Refuse, BatchStep.Forward]);

        Text(body).ShouldBe($"{{\"batch\":\"[{JsonEncodedText.Encode(Get)}]\"}}");
    }

    [Fact]
    public void A_batch_in_a_part_is_forwarded_in_the_part()
    {
        static string Body(string batch) => $"--b\r\nContent-Disposition: form-data; name=\"batch\"\r\n\r\n{batch}\r\n--b--\r\n";
        var batch = Api.Read(Bytes.Whole(Body($"[{Send7},{Get}]")), "/", contentType: "multipart/form-data; boundary=b").Batch.ShouldNotBeNull();

        Text(batch.Forward([BatchStep.Refuse, BatchStep.Forward])).ShouldBe(Body($"[{Get}]"));
    }

    [Fact]
    public void A_tag_is_added_to_one_element_only()
    {
        var body = Batch($$"""{"batch":[{{Send7}},{{Send7}}]}""").Forward([BatchStep.Forward, BatchStep.ForwardTagged]);

        using var json = JsonDocument.Parse(Text(body));
        var elements = json.RootElement.GetProperty("batch");
        elements[0].GetRawText().ShouldBe(Send7);
        elements[1].GetProperty("body").GetString().ShouldBe("recipient=%7B%22id%22%3A%227%22%7D&message=%7B%22text%22%3A%22x%22%7D&messaging_type=MESSAGE_TAG&tag=HUMAN_AGENT");
    }

    [Fact]
    public void An_element_in_relaxed_JSON_is_forwarded_in_strict_JSON()
    {
        var batch = Batch("""{"batch":[{"method":"POST","relative_url":"me/messages?recipient={id:7}","body":"message={text:1}"}]}""");

        using var json = JsonDocument.Parse(Text(batch.Forward([BatchStep.Forward])));
        var element = json.RootElement.GetProperty("batch")[0];
        element.GetProperty("relative_url").GetString().ShouldBe("me/messages?recipient=%7B%22id%22%3A7%7D");
        element.GetProperty("body").GetString().ShouldBe("message=%7B%22text%22%3A1%7D");
    }

    [Fact]
    public void An_element_of_which_only_the_query_is_said_strictly_keeps_its_body()
    {
        const string Body = "message=%7B%22text%22:%22x%22%7D";
        var batch = Batch($$"""{"batch":[{"method":"POST","relative_url":"me/messages?recipient={id:7}","body":"{{Body}}"}]}""");

        using var json = JsonDocument.Parse(Text(batch.Forward([BatchStep.Forward])));
        json.RootElement.GetProperty("batch")[0].GetProperty("body").GetString().ShouldBe(Body);
    }

    [Theory]
    [InlineData("{", """{"method":"GET","relative_url":"{result=:$.id}","depends_on":""}""")]
    [InlineData("{\"name\":\"\",", """{"method":"GET","relative_url":"{result=:$.id}","depends_on":""}""")]
    [InlineData("{\"name\":{},", """{"method":"GET","relative_url":"{result=:$.id}","depends_on":""}""")]
    [InlineData("{\"name\":\"a\",", """{"method":"GET","relative_url":"me","depends_on":[{"a":"a"}]}""")]
    public void Nothing_depends_on_what_has_no_name(string opening, string element) =>
        Batch($$"""{"batch":[{{Send7.Replace("{\"method\"", $"{opening}\"method\"", StringComparison.Ordinal)}},{{element}}]}""").Needs(1).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"method":"GET","relative_url":"{result=a:$.id}"}""", true)]
    [InlineData("""{"method":"POST","relative_url":"me/feed","body":"message=%7Bresult%3Da%3A%24.id%7D"}""", true)]
    [InlineData("""{"method":"GET","relative_url":"me","depends_on":"a"}""", true)]
    [InlineData("""{"method":"GET","relative_url":"me","depends_on":"b, a"}""", true)]
    [InlineData("""{"method":"GET","relative_url":"me","depends_on":["a"]}""", true)]
    [InlineData("""{"method":"GET","relative_url":"me","depends_on":"ab"}""", false)]
    [InlineData("""{"method":"GET","relative_url":"{result=ab:$.id}"}""", false)]
    [InlineData(Get, false)]
    public void An_element_says_which_others_it_cannot_do_without(string element, bool needs)
    {
        var named = Send7.Replace("{\"method\"", "{\"name\":\"a\",\"method\"", StringComparison.Ordinal);

        Batch($$"""{"batch":[{{named}},{{element}}]}""").Needs(1).Count.ShouldBe(needs ? 1 : 0);
    }

    [Fact]
    public void The_gateways_answers_stand_in_their_place()
    {
        var refusal = new PlatformAnswer(400, "application/json; charset=UTF-8", [new("Cache-Control", "no-store")], "{\"error\":{}}"u8.ToArray());

        var answer = Batch($$"""{"batch":[{{Send7}},{{Get}},{{Send7}}]}""").Answer("""[{"code":200},null]"""u8.ToArray(), [null, refusal, null]);

        Encoding.UTF8.GetString(answer.ShouldNotBeNull()).ShouldBe(
            """[{"code":200},{"code":400,"headers":[{"name":"Content-Type","value":"application/json; charset=UTF-8"},{"name":"Cache-Control","value":"no-store"}],"body":"{\"error\":{}}"},null]""");
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"false\"", false)]
    [InlineData("false", false)]
    [InlineData("\"0\"", false)]
    public void Headers_are_left_out_where_the_client_wants_none(string includeHeaders, bool hasHeaders)
    {
        var refusal = new PlatformAnswer(400, "application/json", [], "{}"u8.ToArray());

        var answer = Batch($$"""{"include_headers":{{includeHeaders}},"batch":[{{Send7}}]}""").Answer(default, [refusal]);

        Encoding.UTF8.GetString(answer.ShouldNotBeNull()).Contains("headers", StringComparison.Ordinal).ShouldBe(hasHeaders);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1,2]")]
    [InlineData("[1")]
    public void An_answer_that_is_not_one_to_the_batch_is_not_put_together(string answer) =>
        Batch($$"""{"batch":[{{Send7}},{{Send7}}]}""")
            .Answer(Encoding.UTF8.GetBytes(answer), [null, new PlatformAnswer(400, "application/json", [], default)])
            .ShouldBeNull();

    private static SendReading Read(string body) => Api.Read(body, "/");

    private static SendBatch Batch(string body) => Read(body).Batch.ShouldNotBeNull();

    private static string Text(ForwardedRequest? forwarded) => Encoding.UTF8.GetString(forwarded.ShouldNotBeNull().Body.ShouldNotBeNull().Span);
}
