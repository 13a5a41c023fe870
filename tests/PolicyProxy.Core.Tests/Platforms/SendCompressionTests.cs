using System.IO.Compression;
using System.Text;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>A compressed body is read within limits, and only if it is one stream with nothing behind it.</summary>
public class SendCompressionTests
{
    private const string NotUnderstood = "not understood";
    private const string Form = "application/x-www-form-urlencoded";
    private const string Strict = """recipient={"id":"7"}&message={"text":"x"}""";

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

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void A_body_that_grows_to_more_than_200_times_its_size_is_not_understood(string coding) =>
        Api.InWords(Read(Compress(Encoding.UTF8.GetBytes(Strict + "&a=" + new string('a', 1024 * 1024)), coding), coding)).ShouldBe(NotUnderstood);

    public static TheoryData<string, byte[]> Damaged => new()
    {
        { "zstd", "nonsense"u8.ToArray() },
        { "gzip", "nonsense"u8.ToArray() },
        { "deflate", "nonsense"u8.ToArray() },
        { "br", "nonsense"u8.ToArray() },
        { "gzip", Compress(new byte[5 * 1024 * 1024], "gzip") },
        { "deflate", Compress(new byte[5 * 1024 * 1024], "deflate") },
        { "br", Compress(new byte[5 * 1024 * 1024], "br") },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_body_that_cannot_be_decoded_is_not_understood_even_if_the_query_says_all(string coding, byte[] body) =>
        Api.InWords(Api.Read(Bytes.Whole(body), "/me/messages", "recipient[id]=7&message[text]=x", Form, coding)).ShouldBe(NotUnderstood);

    [Fact]
    public void Something_behind_gzip_that_ends_with_the_first_ones_length_is_not_understood()
    {
        var body = Compress(Encoding.UTF8.GetBytes(Strict), "gzip");

        Api.InWords(Read([.. body, 1, 2, 3, 4, .. body[^4..]], "gzip")).ShouldBe(NotUnderstood);
    }

    [Fact]
    public void Something_behind_gzip_that_ends_with_the_first_ones_checksum_is_not_understood()
    {
        var body = Compress(Encoding.UTF8.GetBytes(Strict), "gzip");

        Api.InWords(Read([.. body, .. body[^8..^4], 1, 2, 3, 4], "gzip")).ShouldBe(NotUnderstood);
    }

    [Fact]
    public void A_compressed_body_that_has_to_be_said_strictly_is_forwarded_plain() =>
        Body(Read(Compress("recipient={id:7}&message={\"text\":\"x\"}"u8.ToArray(), "gzip"), "gzip"))
            .ShouldBe("recipient=%7B%22id%22%3A7%7D&message={\"text\":\"x\"}");

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
