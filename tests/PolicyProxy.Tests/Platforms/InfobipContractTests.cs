namespace PolicyProxy.Tests.Platforms;

/// <summary>Infobip, whose path says what is sent.</summary>
public sealed class InfobipContractTests() : ProfileContract("Infobip", "infobip.json", "/whatsapp/1/message/text")
{
    protected override string TextSend => """{"from":"441134960000","to":"441134960001","messageId":"a28dd97c","content":{"text":"Some text"}}""";

    protected override string? Account => "441134960000";

    protected override string Contact => "441134960001";

    protected override bool WindowIsPerAccount => true;

    protected override string ClosedBody => """{"requestError":{"serviceException":{"messageId":"OUTSIDE_WINDOW","text":"Message not delivered: """;
}
