namespace PolicyProxy.Tests.Platforms;

/// <summary>Gupshup's own format.</summary>
public sealed class GupshupContractTests() : ProfileContract("Gupshup", "gupshup.json", "/wa/api/v1/msg")
{
    protected override string TextSend =>
        "channel=whatsapp&source=917834811114&destination=919876543210&message=%7B%22type%22%3A%22text%22%2C%22text%22%3A%22Hi%22%7D&src.name=DemoApp";

    protected override string? Account => null;

    protected override string Contact => "919876543210";

    protected override bool WindowIsPerAccount => false;

    protected override string SendContentType => "application/x-www-form-urlencoded";

    protected override string ClosedBody => """{"status":"error","code":470,"message":"Message not delivered: """;
}
