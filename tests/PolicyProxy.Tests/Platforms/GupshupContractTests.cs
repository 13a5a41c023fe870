namespace PolicyProxy.Tests.Platforms;

/// <summary>Gupshup's own format.</summary>
public sealed class GupshupContractTests() : ProfileContract("Gupshup", "gupshup.json")
{
    protected override string? Account => null;

    protected override string Contact => "919876543210";

    protected override bool WindowIsPerAccount => false;

    protected override string ClosedBody => """{"status":"error","code":470,"message":"Message not delivered: """;
}
