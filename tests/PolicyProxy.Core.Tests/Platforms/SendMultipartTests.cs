using System.Text;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>A send in a multipart body is read by its parts, and only if every server would find the same parts.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc7578</remarks>
public class SendMultipartTests
{
    private const string NotUnderstood = "not understood";
    private const string Multipart = "multipart/form-data; boundary=b";

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

        { $"{Part("recipient", """{"id":"7"}""", "Content-Transfer-Encoding: binary\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", "7 Text" },
        { $"{Part("recipient", """{"id":"7"}""", "Content-Transfer-Encoding: 8BIT\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", "7 Text" },
        { $"{Part("recipient", """{"id":"7"}""", "content-transfer-encoding: 7bit\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", "7 Text" },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}{Part("a", "")}{Part("", "x")}--b--\r\n", "7 Text" },
        { $"{Part("recipient", """{"id":"7"}""", "Content-Type: text/plain\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", "7 Text" },

        // Heads that are none, and parts of which one server makes a parameter and another none.
        { $"{Part("recipient", """{"id":"7"}""", "nonsense\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""", ":x\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""", "X: y\nZ: w\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""", "X: y\0\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""", "Content-Type: text/plain; charset=utf-16\r\nContent-Type: text/plain; charset=utf-16\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""", "Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: base64\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}{Part("tag\"; filename=\"a", "x")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}{Part("tag\"; filename=\"a\"; filename*=\"utf-8''a", "x")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}{Part("x\"; name*=utf-8''tag; a=\"", "x")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}{Part("\\tag", "x")}--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b\r\nContent-Disposition: form-data; name=xtag\"\r\n\r\nx\r\n--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b\r\nContent-Disposition: form-data; name=\"tagx\r\n\r\nx\r\n--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nz", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b\r\nX: y\r\n\r\nz\r\n--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b\r\nX: y\r\n--b--\r\n", NotUnderstood },
        { $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\nz\r\n--b--\r\n", NotUnderstood },

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
    [InlineData("multipart/form-data; boundary")]
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

    [Theory]
    [InlineData(8 * 1024, "7 Text")]
    [InlineData((8 * 1024) + 1, NotUnderstood)]
    public void A_parts_head_has_at_most_8_KiB(int length, string reading)
    {
        const string Rest = "X: \r\nContent-Disposition: form-data; name=\"recipient\"";
        var body = $"{Part("recipient", """{"id":"7"}""", $"X: {new string('y', length - Rest.Length)}\r\n")}{Part("message", """{"text":"x"}""")}--b--\r\n";

        Api.InWords(Read(body, Multipart)).ShouldBe(reading);
    }

    [Fact]
    public void A_relaxed_part_is_forwarded_in_strict_JSON() =>
        Body(Read($"{Part("recipient", "{'id':'7'}")}{Part("message", """{"text":"x"}""")}--b--\r\n", Multipart))
            .ShouldBe($"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n");

    [Theory]
    [InlineData(70, "7 Text")]
    [InlineData(71, NotUnderstood)]
    public void A_boundary_has_at_most_70_characters(int length, string reading)
    {
        var boundary = new string('b', length);
        var body = $"{Part("recipient", """{"id":"7"}""")}{Part("message", """{"text":"x"}""")}--b--\r\n".Replace("--b", $"--{boundary}", StringComparison.Ordinal);

        Api.InWords(Read(body, $"multipart/form-data; boundary={boundary}")).ShouldBe(reading);
    }

    private const string FilePart = "--b\r\nContent-Disposition: form-data; name=\"filedata\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u0001\r\n-- b\r\n";

    private static string Part(string name, string content, string head = "") =>
        $"--b\r\n{head}Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{content}\r\n";

    private static SendReading Read(string body, string? contentType) => Api.Read(Bytes.Whole(body), "/me/messages", contentType: contentType);

    private static string Body(SendReading reading) => Encoding.UTF8.GetString(reading.Rewritten.ShouldNotBeNull().Body.ShouldNotBeNull().Span);
}
