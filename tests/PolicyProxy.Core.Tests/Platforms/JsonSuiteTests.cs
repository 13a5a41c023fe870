using System.Text;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>Every case of the JSON parsing suite as the text of a message, which the policy does not read, and as a whole body.</summary>
public class JsonSuiteTests
{
    private static readonly (string Platform, string Before, string After)[] Around =
    [
        ("Messenger", """{"recipient":{"id":"7"},"message":{"text":""", "}}"),
        ("WhatsApp", """{"messaging_product":"whatsapp","to":"7","type":"text","text":{"body":""", "}}"),
    ];

    [SkippableTheory]
    [InlineData("Messenger")]
    [InlineData("WhatsApp")]
    public void A_valid_text_is_a_send(string platform) =>
        Cases("y_").Where(path => Read(platform, path).Send is null).Select(Path.GetFileName).ShouldBeEmpty();

    [SkippableTheory]
    [InlineData("Messenger")]
    [InlineData("WhatsApp")]
    public void An_invalid_text_is_not_understood(string platform) =>
        Cases("n_").Where(path => Read(platform, path).Problem is null).Select(Path.GetFileName).ShouldBeEmpty();

    [SkippableTheory]
    [InlineData("Messenger")]
    [InlineData("WhatsApp")]
    public void A_text_of_either_kind_is_read_one_way_or_the_other(string platform) =>
        Cases("i_").Where(path => Api.InWords(Read(platform, path)) is not ("7 Text" or "not understood")).Select(Path.GetFileName).ShouldBeEmpty();

    [SkippableFact]
    public void No_case_is_a_send_by_itself() =>
        Cases("").Where(path => Api.Read(Bytes.Whole(File.ReadAllBytes(path)), "/me/messages").Send is not null).ShouldBeEmpty();

    [SkippableFact]
    public void No_case_breaks_the_reading_of_a_webhook() =>
        Cases("").Sum(path => Api.Contacts(Bytes.Split(File.ReadAllBytes(path), 3)).Count).ShouldBe(0);

    private static SendReading Read(string platform, string path)
    {
        var (_, before, after) = Array.Find(Around, around => around.Platform == platform);
        byte[] body = [.. Encoding.UTF8.GetBytes(before), .. File.ReadAllBytes(path), .. Encoding.UTF8.GetBytes(after)];
        return Api.Read(Bytes.Whole(body), "/v24.0/2/messages");
    }

    private static string[] Cases(string kind)
    {
        var cases = Directory.GetFiles(SharedCases.Path("json-test-suite", "test_parsing"), $"{kind}*.json");
        cases.ShouldNotBeEmpty();
        return cases;
    }
}
