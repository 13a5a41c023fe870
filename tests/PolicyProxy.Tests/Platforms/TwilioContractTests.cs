namespace PolicyProxy.Tests.Platforms;

/// <summary>Twilio, whose bodies are forms.</summary>
public sealed class TwilioContractTests() : ProfileContract("Twilio", "twilio.json")
{
    protected override string? Account => "14155238886";

    protected override string Contact => "whatsapp:15005550006";

    protected override bool WindowIsPerAccount => true;

    protected override string ClosedBody => """{"code":63016,"message":"Message not delivered: """;
}
