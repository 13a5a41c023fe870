using System.IO.Compression;
using System.Text;
using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>Of a batch the permitted elements are forwarded in one batch, and the refused ones answered in their place.</summary>
public sealed class BatchTests : ProxyTest
{
    private const string Get = """{"method":"GET","relative_url":"me?fields=name"}""";

    private static readonly Conversation Open = Conversation.Messenger;
    private static readonly Conversation Closed = Conversation.Messenger with { Contact = "25381719828140933" };
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Fact]
    public async Task The_permitted_elements_are_forwarded_in_one_batch()
    {
        await SendAsync(Get, Send(Closed), Send(Open));

        Gateway.Platform.Single.Text.ShouldBe(Batch(Get, Send(Open)));
    }

    [Fact]
    public async Task Answers_stand_in_the_order_of_the_elements()
    {
        AnswerWith("""[{"code":200,"body":"first"},{"code":201,"body":"third"}]""");
        var answer = await SendAsync(Get, Send(Closed), Send(Open));

        Codes(answer).ShouldBe([200, 400, 201]);
    }

    [Fact]
    public async Task A_refused_element_has_the_platforms_error_for_a_body()
    {
        AnswerWith("""[{"code":200,"body":"{}"}]""");
        var refused = Elements(await SendAsync(Send(Closed), Send(Open)))[0];

        var error = JsonDocument.Parse(refused.GetProperty("body").GetString()!).RootElement.GetProperty("error");
        (error.GetProperty("code").GetInt32(), error.GetProperty("error_subcode").GetInt32()).ShouldBe((10, 2018278));
    }

    [Fact]
    public async Task A_refused_element_has_its_own_verdict_in_its_own_headers()
    {
        AnswerWith("""[{"code":200,"headers":[],"body":"{}"}]""");
        var elements = Elements(await SendAsync(Send(Closed), Send(Open), Send(Open).Replace("recipient[id]", "recipient", StringComparison.Ordinal)));

        Headers(elements[0]).ShouldBe(
        [
            "X-Policy-Verdict: refused", "X-Policy-Reason: window-closed", $"X-Policy-Window-Closes: {Gateway.Now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}",
        ]);
        Headers(elements[1]).ShouldBeEmpty();
        Headers(elements[2]).ShouldBe(["X-Policy-Verdict: refused", "X-Policy-Reason: not-understood"]);
    }

    [Fact]
    public async Task What_the_platform_answers_is_not_touched()
    {
        const string First = """{ "code" : 200, "body" : "\u00e4 \/" }""";
        AnswerWith($"[{First}, null]");
        var answer = await SendAsync(Send(Open), Send(Closed), Get);

        answer.Text.ShouldStartWith($"[{First},");
        answer.Text.ShouldEndWith(",null]");
    }

    [Fact]
    public async Task An_element_that_refers_to_a_later_one_that_is_refused_is_refused_too()
    {
        var dependent = Send(Open).Replace("{\"method\"", "{\"depends_on\":\"later\",\"method\"", StringComparison.Ordinal);
        var later = Send(Closed).Replace("{\"method\"", "{\"name\":\"later\",\"method\"", StringComparison.Ordinal);
        AnswerWith("""[{"code":200}]""");
        var answer = await SendAsync(dependent, Get, later);

        Codes(answer).ShouldBe([400, 200, 400]);
        Gateway.Platform.Single.Text.ShouldBe(Batch(Get));
    }

    [Fact]
    public async Task The_length_of_the_answer_is_that_of_the_whole()
    {
        AnswerWith("""[{"code":200}]""");
        var answer = await SendAsync(Send(Open), Send(Closed));

        answer.Header("Content-Length").ShouldBe($"{answer.Body.Length}");
    }

    [Fact]
    public async Task When_all_are_permitted_the_batch_is_forwarded_as_it_came()
    {
        await SendAsync(Send(Open), Get);

        Gateway.Platform.Single.Text.ShouldBe(Batch(Send(Open), Get));
    }

    [Fact]
    public async Task When_all_are_permitted_the_platforms_answer_is_relayed_whatever_it_is()
    {
        AnswerWith("what");

        (await SendAsync(Send(Open), Get)).Text.ShouldBe("what");
    }

    [Fact]
    public async Task When_all_are_refused_the_platform_is_not_asked()
    {
        var answer = await SendAsync(Send(Closed), Send(Closed));

        (answer.Status, Gateway.Platform.Requests.Count).ShouldBe((200, 0));
        Codes(answer).ShouldBe([400, 400]);
    }

    [Fact]
    public async Task When_all_are_refused_the_answer_is_labelled_as_the_platforms_are() =>
        (await SendAsync(Send(Closed))).Header("Content-Type").ShouldBe("application/json; charset=UTF-8");

    [Theory]
    [InlineData(401, """{"error":{"message":"Invalid token","type":"OAuthException","code":190}}""")]
    [InlineData(500, """{"error":{"message":"Unknown","type":"OAuthException","code":1}}""")]
    [InlineData(200, "<html>")]
    [InlineData(200, """[{"code":200},{"code":200}]""")]
    [InlineData(200, "[{\"code\":200")]
    public async Task An_answer_that_is_not_one_to_the_batch_is_relayed_as_it_is(int status, string body)
    {
        AnswerWith(body, status);
        var answer = await SendAsync(Send(Open), Send(Closed));

        (answer.Status, answer.Text).ShouldBe((status, body));
    }

    [Fact]
    public async Task The_platform_is_not_asked_to_compress_an_answer_that_has_to_be_put_together()
    {
        await SendAsync([Send(Open), Send(Closed)], ("Accept-Encoding", "gzip"));

        Gateway.Platform.Single.Headers.ShouldNotContainKey("Accept-Encoding");
    }

    [Fact]
    public async Task The_platform_may_compress_an_answer_that_is_relayed()
    {
        await SendAsync([Send(Open)], ("Accept-Encoding", "gzip"));

        Gateway.Platform.Single.Header("Accept-Encoding").ShouldBe("gzip");
    }

    [Fact]
    public async Task An_answer_that_the_platform_compresses_all_the_same_can_still_be_read()
    {
        await AnswerCompressedAsync("""[{"code":200}]""");
        var answer = await SendAsync(Send(Open), Send(Closed));

        var text = answer.Header("Content-Encoding") == "gzip" ? Decompress(answer.Body) : answer.Text;
        text.ShouldStartWith("""[{"code":200}""");
    }

    [Fact]
    public async Task A_platform_that_cannot_be_reached_is_told_for_the_whole_batch()
    {
        Gateway.Platform.Break();
        var answer = await SendAsync(Send(Open), Send(Closed));

        (answer.Status, answer.Error.GetProperty("is_transient").GetBoolean()).ShouldBe((502, true));
    }

    [Fact]
    public async Task A_verdict_that_all_sends_share_is_told() => (await SendAsync(Send(Closed), Get, Send(Closed))).Verdict.ShouldBe("refused");

    [Fact]
    public async Task Verdicts_that_differ_are_mixed() => (await SendAsync(Send(Closed), Send(Open))).Verdict.ShouldBe("mixed");

    [Fact]
    public async Task A_batch_that_may_go_is_allowed() => (await SendAsync(Send(Open), Get)).Verdict.ShouldBe("allowed");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_has_no_reason(bool isMixed) => (await SendAsync(Send(isMixed ? Open : Closed), Send(Closed))).Reason.ShouldBeNull();

    [Fact]
    public async Task A_batch_without_a_send_is_none() => (await SendAsync(Get, Get)).Reason.ShouldBe("not-a-send");

    [Fact]
    public async Task What_depends_on_a_refused_element_is_refused()
    {
        var answer = await SendAsync(
            Send(Closed).Replace("{\"method\"", "{\"name\":\"a\",\"method\""),
            """{"method":"GET","name":"b","relative_url":"me","depends_on":"a"}""",
            """{"method":"GET","relative_url":"{result=b:$.id}"}""");

        Codes(answer).ShouldBe([400, 400, 400]);
    }

    [Fact]
    public async Task When_verdicts_are_only_observed_the_batch_is_forwarded_as_it_came()
    {
        await Gateway.RestartAsync(configure: settings =>
        {
            foreach (var channel in new[] { "whatsapp", "messenger", "instagram" }) settings.Channel(channel, "Mode", "Observe");
        });
        var answer = await SendAsync(Send(Closed), Get);

        (answer.Verdict, answer.Reason, Gateway.Platform.Single.Text).ShouldBe(("observed", null, Batch(Send(Closed), Get)));
    }

    [Fact]
    public async Task In_the_extended_window_the_tag_goes_on_its_element_only()
    {
        await Gateway.RestartAsync(configure: settings => settings.SetJson("Messaging:Channels:messenger:ExtendedWindow", """{ "Hours": 168, "Tag": "Add" }"""));
        await SendAsync(Send(Closed), Send(Open));

        using var forwarded = JsonDocument.Parse(Gateway.Platform.Single.Body);
        forwarded.RootElement.GetProperty("batch").EnumerateArray()
            .Select(element => element.GetProperty("body").GetString()!.Contains("tag=HUMAN_AGENT")).ShouldBe([true, false]);
    }

    private static string Send(Conversation conversation) =>
        $$$"""{"method":"POST","relative_url":"me/messages","body":"recipient[id]={{{conversation.Contact}}}&message[text]=Hello"}""";

    private static string Batch(params IEnumerable<string> elements) => $$"""{"access_token":"t","batch":[{{string.Join(',', elements)}}]}""";

    private static List<JsonElement> Elements(Answer answer) => [.. JsonDocument.Parse(answer.Body).RootElement.EnumerateArray()];

    private static List<int> Codes(Answer answer) => [.. Elements(answer).Select(element => element.GetProperty("code").GetInt32())];

    private static IEnumerable<string> Headers(JsonElement element) => element.GetProperty("headers").EnumerateArray()
        .Select(header => $"{header.GetProperty("name").GetString()}: {header.GetProperty("value").GetString()}")
        .Where(header => header.StartsWith("X-Policy-", StringComparison.Ordinal));

    private static string Decompress(byte[] body)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(body), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private Task<Answer> SendAsync(params string[] elements) => SendAsync(elements, []);

    private async Task<Answer> SendAsync(string[] elements, params (string Name, string Value)[] headers)
    {
        await Gateway.ClientWritesAsync(Open);
        await Gateway.ClientWroteAsync(Closed, Day);
        return await Gateway.PostAsync("/v24.0", Batch(elements), headers);
    }

    private void AnswerWith(string body, int status = 200) => Gateway.Platform.AnswerWith(status, body, ("Content-Type", "application/json"));

    private async Task AnswerCompressedAsync(string body)
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(Encoding.UTF8.GetBytes(body));
        Gateway.Platform.Answer = context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.Body.WriteAsync(compressed.ToArray()).AsTask();
        };
    }
}
