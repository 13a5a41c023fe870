using PolicyProxy.Platforms;
using PolicyProxy.Policy;

namespace PolicyProxy.Benchmarks.Operations;

/// <summary>Words the refusal of a send whose window is closed, from the verdict to the bytes of the answer.</summary>
internal static class RefusalOperations
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_334_460);

    public static IEnumerable<Operation> All => BuiltInPlatforms.All.Values.OrderBy(platform => platform.Name, StringComparer.Ordinal).Select(Word);

    private static Operation Word(IPlatform platform)
    {
        var policy = new ChannelPolicy();
        var lastContact = Now.AddHours(-30);
        var verdict = new Verdict(false, Reason.WindowClosed, lastContact, lastContact + policy.Window);
        return Operation.Of(
            $"Refusal: {platform.Name}",
            () => platform.Word(NotDeliveredText.For(platform.Name, policy, verdict, Now), Login.Facebook, "0HNB1C2D3E4F5:00000001"));
    }
}
