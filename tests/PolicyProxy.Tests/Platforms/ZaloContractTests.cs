namespace PolicyProxy.Tests.Platforms;

/// <summary>Zalo, which answers 200 with an error number.</summary>
public sealed class ZaloContractTests() : ProfileContract("Zalo", "zalo.json")
{
    protected override string? Account => "3662729599332560487";

    protected override string Contact => "6142494823123456789";

    protected override bool WindowIsPerAccount => false;

    protected override int ClosedStatus => 200;

    protected override string ClosedBody => """{"error":-230,"message":"Message not delivered: """;
}
