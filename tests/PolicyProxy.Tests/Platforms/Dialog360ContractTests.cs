namespace PolicyProxy.Tests.Platforms;

/// <summary>360dialog, which answers as Meta does.</summary>
public sealed class Dialog360ContractTests() : ProfileContract("360dialog", "360dialog.json")
{
    protected override string? Account => null;

    protected override string Contact => "554188887777";

    protected override bool WindowIsPerAccount => false;

    protected override bool HasSeveralIds => true;

    protected override string ContentType => "application/json; charset=UTF-8";

    protected override string ClosedBody => """{"error":{"message":"(#131047) Re-engagement message: Message not delivered: """;
}
