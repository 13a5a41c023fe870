using PolicyProxy.Policy;

namespace PolicyProxy.Tests.Platforms;

/// <summary>TikTok, which answers 200 with an error number.</summary>
public sealed class TikTokContractTests() : ProfileContract("TikTok", "tiktok.json")
{
    protected override string? Account => "-000m4JH_b1JiHPxoOSKii9FmQCeIA2fZ7Jw";

    protected override string Contact => "u5JhpselBAhoPOlnH0tZ9y07kg==";

    protected override bool WindowIsPerAccount => true;

    protected override int ClosedStatus => 200;

    protected override string ClosedBody => """{"code":40002,"message":"Message not delivered: """;

    protected override OutsideWindowKind[] OutsideWindowKinds => [];
}
