namespace PolicyProxy.Tests.Platforms;

/// <summary>Bird, whose accounts are channels of its own.</summary>
public sealed class BirdContractTests() : ProfileContract("Bird", "bird.json")
{
    private const string Channel = "614208aa-b153-4d5d-9989-2fddfc0ce4c3";

    protected override string? Account => Channel;

    protected override string Contact => "31612345678";

    protected override bool WindowIsPerAccount => true;

    protected override bool HasSeveralIds => true;

    protected override int ClosedStatus => 422;

    protected override string ClosedBody => """{"code":"InvalidRequest","message":"Message not delivered: """;
}
