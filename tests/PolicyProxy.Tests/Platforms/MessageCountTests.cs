using System.IO.Compression;
using System.Text;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>What counts of the messages that a platform takes: what it has taken, or may have.</summary>
public sealed class MessageCountTests : MessageLimitTest
{
    [Theory]
    [InlineData(200, 1)]
    [InlineData(399, 1)]
    [InlineData(400, 0)]
    [InlineData(499, 0)]
    [InlineData(500, 1)]
    [InlineData(503, 1)]
    public async Task What_the_platform_answers_with_400_to_499_is_not_counted(int status, int counted)
    {
        await ClientWritesAsync();
        Gateway.Platform.AnswerWith(status, """{"its":"own"}""", ("X-Own", "yes"));
        var answer = await SendAsync();

        (answer.Status, answer.Text, answer.Header("X-Own"), answer.Reason).ShouldBe((status, """{"its":"own"}""", "yes", "window-open"));
        (await CountedAsync()).ShouldBe(counted);
    }

    [Theory]
    [InlineData(200, """{"errcode":40001,"errmsg":"invalid credential"}""", 0)]
    [InlineData(202, """{"errcode":"45047"}""", 0)]
    [InlineData(200, """{"errcode":0,"errmsg":"ok"}""", 1)]
    [InlineData(200, """{"errcode":-1,"errmsg":"system error"}""", 1)]
    [InlineData(200, """{"errcode":40001,"errcode":0}""", 1)]
    [InlineData(200, """{"errcode":40001""", 1)]
    [InlineData(200, "", 1)]
    [InlineData(204, "", 1)]
    [InlineData(304, "", 1)]
    [InlineData(500, """{"errcode":40001}""", 1)]
    public async Task What_the_platforms_answer_says_it_has_not_taken_is_not_counted(int status, string body, int counted)
    {
        await ClientWritesAsync();
        Gateway.Platform.AnswerWith(status, body);
        var answer = await SendAsync();

        (answer.Status, answer.Text).ShouldBe((status, body));
        (await CountedAsync()).ShouldBe(counted);
    }

    [Fact]
    public async Task A_compressed_answer_is_read_and_passed_on_as_it_came()
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(Encoding.UTF8.GetBytes("""{"errcode":40001}"""));
        Gateway.Platform.Answer = context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.Body.WriteAsync(compressed.ToArray()).AsTask();
        };
        await ClientWritesAsync();

        (await SendAsync()).Body.ShouldBe(compressed.ToArray());
        (await CountedAsync()).ShouldBe(0);
    }

    // Whoever reads the answer sends the next at once.
    [Fact]
    public async Task What_is_not_taken_makes_room_before_the_answer_is_there()
    {
        await ClientWritesAsync();
        await UseUpAsync(Postcards.Most - 1);
        Gateway.Platform.AnswerWith(200, """{"errcode":40001}""");

        for (var i = 0; i < 50; i++) (await SendAsync()).Reason.ShouldBe("window-open");
    }

    [Fact]
    public async Task What_breaks_off_is_counted()
    {
        await ClientWritesAsync();
        Gateway.Platform.Break();

        (await SendAsync()).Status.ShouldBe(502);
        (await CountedAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task What_breaks_off_in_the_middle_of_the_answer_is_counted()
    {
        await ClientWritesAsync();
        Gateway.Platform.BreakInAnswer("{");

        var answer = await SendAsync();
        (answer.Status, answer.Json.GetProperty("errcode").GetInt32()).ShouldBe((502, -1));
        (await CountedAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task What_does_not_reach_the_platform_is_not_counted()
    {
        await ClientWritesAsync();
        await Gateway.Platform.StopAsync();

        for (var i = 0; i <= Postcards.Most; i++) (await SendAsync()).Status.ShouldBe(502);
        (await CountedAsync()).ShouldBe(0);
    }
}
