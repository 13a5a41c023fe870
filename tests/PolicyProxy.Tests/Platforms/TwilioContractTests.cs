namespace PolicyProxy.Tests.Platforms;

/// <summary>Twilio, whose bodies are forms.</summary>
public sealed class TwilioContractTests() : ProfileContract("Twilio", "twilio.json", "/2010-04-01/Accounts/AC1/Messages.json")
{
    protected override string TextSend =>
        "From=whatsapp%3A%2B14155238886&To=whatsapp%3A%2B15005550006&Body=Hi";

    protected override string? Account => "14155238886";

    protected override string Contact => "whatsapp:15005550006";

    protected override bool WindowIsPerAccount => true;

    protected override string SendContentType => "application/x-www-form-urlencoded";

    protected override string ClosedBody => """{"code":63016,"message":"Message not delivered: """;
}
