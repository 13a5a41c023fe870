using System.Buffers;
using System.Text;
using PolicyProxy.Platforms;
using PolicyProxy.Platforms.Profiles;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>What the shipped description makes of Twilio's requests.</summary>
/// <remarks>
/// Sends: https://www.twilio.com/docs/messaging/api/message-resource, https://www.twilio.com/docs/whatsapp/api. Webhooks:
/// https://www.twilio.com/docs/messaging/guides/webhook-request, https://www.twilio.com/docs/messaging/guides/track-outbound-message-status.
/// </remarks>
public sealed class TwilioReadingTests
{
    private const string Path = "/2010-04-01/Accounts/ACXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX/Messages.json";
    private const string Form = "application/x-www-form-urlencoded";
    private const string From = "From=whatsapp%3A%2B14155238886";

    private static readonly DescribedPlatform Twilio = DescribedPlatform.File("Twilio", "twilio.json");

    [Theory]
    [InlineData($"{From}&To=WhatsApp%3A%2B1+(500)+555-0006&Body=Hi", "whatsapp:15005550006 at 14155238886")]
    [InlineData($"{From}&To=whatsapp%3A%2B15005550006&ContentSid=HX1&Body=Hi", "whatsapp:15005550006 at 14155238886")]
    [InlineData($"{From}&To=whatsapp%3A%2B15005550006&ContentSid=&Body=Hi", "whatsapp:15005550006 at 14155238886")]
    [InlineData($"{From}&To=whatsapp%3A%2B15005550006&ContentSid=HX1&ScheduleType=fixed&SendAt=2026-11-29T08:00:00Z", "whatsapp:15005550006 at 14155238886 Template")]
    [InlineData($"{From}&To=whatsapp%3A%2B15005550006&Body=Hi&ScheduleType=&SendAt=", "whatsapp:15005550006 at 14155238886")]
    [InlineData($"{From}&To=%2B15558675310&Body=Hi&ScheduleType=fixed&SendAt=2026-11-29T08:00:00Z", "not a send")]
    public void A_send_is_read_however_it_is_written(string body, string words) => Twilio.Send(Path, body, Form).ShouldBe(words);

    [Theory]
    [InlineData("/2010-04-01/Accounts/AC1/Messages")]
    [InlineData("/2010-04-01/Accounts/AC1/Messages.xml")]
    [InlineData("/2010-04-01/accounts/AC1/messages.JSON")]
    [InlineData("//2010-04-01/Accounts//AC1/Messages.json/")]
    [InlineData("/twilio/2010-04-01/Accounts/AC1/Messages.json")]
    [InlineData("/Messages.json")]
    public void Every_spelling_of_the_path_is_a_send(string path) =>
        Twilio.Send(path, $"{From}&To=whatsapp%3A%2B15005550006&Body=Hi", Form).ShouldBe("whatsapp:15005550006 at 14155238886");

    [Theory]
    [InlineData($"{From}&To=whatsapp%3A%2B15005550006&To=%2B15558675310&Body=Hi")]
    [InlineData($"{From}&To=%2B15558675310&to=whatsapp%3A%2B15005550006&Body=Hi")]
    [InlineData($"{From}&To=%2B15558675310&To%5B%5D=whatsapp%3A%2B15005550006&Body=Hi")]
    [InlineData($"{From}&To=%2B15558675310;To=whatsapp%3A%2B15005550006&Body=Hi")]
    [InlineData($"{From}&To=whatsapp%3A%2B15005550006%ZZ&Body=Hi")]
    [InlineData($"{From}&To=rcs%3A%2B15005550006&Body=Hi")]
    [InlineData($"{From}&To=+whatsapp%3A%2B15005550006&Body=Hi")]
    [InlineData($"{From}&Body=Hi")]
    [InlineData("From=rubbish%3A1&To=whatsapp%3A%2B15005550006&Body=Hi")]
    [InlineData("{\"To\":\"whatsapp:+15005550006\"}")]
    public void What_can_be_read_two_ways_is_not_understood(string body) => Twilio.Send(Path, body, Form).ShouldBe("not understood");

    [Theory]
    [InlineData("Body=Hi&ScheduleType=fixed&SendAt=2026-11-29T08:00:00Z")]
    [InlineData("Body=Hi&SendAt=2026-11-29T08:00:00Z")]
    [InlineData("ContentSid=HX1&Body=Hi&ScheduleType=fixed")]
    [InlineData("ContentSid=HX1&MediaUrl=https%3A%2F%2Fexample.com%2Fa.png&ScheduleType=fixed")]
    public void What_is_to_be_sent_later_without_being_a_template_is_not_understood(string content) =>
        Twilio.Send(Path, $"{From}&To=whatsapp%3A%2B15005550006&{content}", Form).ShouldBe("not understood");

    [Theory]
    [InlineData("To=whatsapp%3A%2B15005550006", Form)]
    [InlineData("x=1;To=whatsapp%3A%2B15005550006", Form)]
    public void A_parameter_in_the_query_is_not_understood(string query, string contentType) =>
        Twilio.Send(Path, "From=%2B15017122661&To=%2B15558675310&Body=Hi", contentType, query).ShouldBe("not understood");

    [Theory]
    [InlineData("multipart/form-data; boundary=b")]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16")]
    public void Another_kind_of_body_is_not_understood(string contentType) =>
        Twilio.Send(Path, $"{From}&To=%2B15558675310&Body=Hi", contentType).ShouldBe("not understood");

    [Theory]
    [InlineData("GET", "", "nothing of ours")]
    [InlineData("GET", "_method=POST", "not understood")]
    [InlineData("PUT", "", "not understood")]
    [InlineData("post", "", "not understood")]
    public void A_verb_that_may_send_is_judged(string method, string query, string words) => Twilio.Send(Path, "", null, query, method).ShouldBe(words);

    [Theory]
    [InlineData("/2010-04-01/Accounts/AC1/Mess%61ges.json")]
    [InlineData("/2010-04-01/Accounts/AC1/./Messages.json")]
    [InlineData("/2010-04-01/Accounts/AC1/Media/../Messages.json")]
    [InlineData("/2010-04-01/Accounts/AC1/x%2FMessages.json")]
    [InlineData("/2010-04-01/Accounts/AC1/Messages.json;a=b")]
    [InlineData("/2010-04-01/Accounts/AC1\\Messages.json")]
    [InlineData("/2010-04-01/Accounts/AC1/%25%34%64essages.json")]
    public void A_strange_path_is_not_understood(string path) => Twilio.Send(path, $"{From}&To=whatsapp%3A%2B15005550006", Form).ShouldBe("not understood");

    [Theory]
    [InlineData("/2010-04-01/Accounts/AC1/Calls.json")]
    [InlineData("/2010-04-01/Accounts/AC1/Messages/SM1.json")]
    [InlineData("/2010-04-01/Accounts/AC1/Messages/SM1/Media.json")]
    [InlineData("/2010-04-01/Accounts/AC1/Addresses/a%20b.json")]
    public void Other_paths_are_plain_proxying(string path) => Twilio.Send(path, "Body=", Form).ShouldBe("nothing of ours");

    [Theory]
    [InlineData("MessageSid=SM1&SmsStatus=received&From=whatsapp%3A%2B15005550006&From=whatsapp%3A%2B15005550007&To=whatsapp%3A%2B14155238886")]
    [InlineData("{}")]
    public void A_webhook_that_can_be_read_two_ways_is_not_understood(string body) => Twilio.Webhook(body).ShouldBe("not understood");

    // The vector of https://www.twilio.com/docs/usage/security#validating-requests
    [Theory]
    [InlineData("https://mycompany.com", "/myapp.php?foo=1&bar=2", "12345", true)]
    [InlineData("http://mycompany.com", "/myapp.php?foo=1&bar=2", "12345", false)]
    [InlineData("https://mycompany.com", "/myapp.php?foo=1&bar=3", "12345", false)]
    [InlineData("https://mycompany.com", "/myapp.php?foo=1&bar=2", "12346", false)]
    [InlineData("https://mycompany.com", "/myapp.php?foo=1&bar=2", "", false)]
    public void The_documented_signature_verifies_what_it_covers(string address, string target, string secret, bool isRight)
    {
        var body = "Digits=1234&To=%2B18005551212&From=%2B14158675310&Caller=%2B14158675310&CallSid=CA1234567890ABCDE"u8.ToArray();
        var webhook = new SignedWebhook(address, target, new ReadOnlySequence<byte>(body), DescribedPlatform.Received);
        new TwilioSignature().Verify("GvWf1cFY/Q7PnoempGyD5oXAezc=", webhook, Encoding.UTF8.GetBytes(secret)).ShouldBe(isRight);
    }
}
