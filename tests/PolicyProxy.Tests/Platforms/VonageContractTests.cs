namespace PolicyProxy.Tests.Platforms;

/// <summary>Vonage Messages.</summary>
public sealed class VonageContractTests() : ProfileContract("Vonage", "vonage.json")
{
    protected override string? Account => "447700900001";

    protected override string Contact => "whatsapp:447700900000";

    protected override bool WindowIsPerAccount => true;

    // A number or a Messenger id: the description says where both stand, not that no client has both.
    protected override bool HasSeveralIds => true;

    protected override string ContentType => "application/problem+json";

    protected override int ClosedStatus => 422;

    protected override string ClosedBody => """{"type":"https://developer.vonage.com/api-errors/messages#1340","title":"Outside of the allowed window","detail":"Message not delivered: """;
}
