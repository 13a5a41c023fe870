using PolicyProxy.Policy;

namespace PolicyProxy.Benchmarks.Operations;

/// <summary>Decides a send whose last contact is known.</summary>
internal static class DecisionOperations
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_334_460);

    private static readonly ChannelPolicy Policy =
        new() { Extended = new(TimeSpan.FromDays(7), TagRule.Add, ExtendedWindow.DefaultContent) };

    private static readonly OutboundSend Send =
        new() { Platforms = ["Messenger", "Instagram"], Contact = "253817190012345", Content = ContentKind.Text };

    public static IEnumerable<Operation> All =>
    [
        Decide("Decision: open", TimeSpan.FromHours(1), Reason.WindowOpen),
        Decide("Decision: extended", TimeSpan.FromDays(2), Reason.ExtendedWindowOpen),
        Decide("Decision: closed", TimeSpan.FromDays(8), Reason.WindowClosed),
    ];

    private static Operation Decide(string name, TimeSpan ago, Reason expected)
    {
        var contact = LastContact.At(Now - ago);
        return Operation.Of(name, () =>
        {
            var verdict = ReplyPolicy.Decide(Policy, Send, contact, Now, warmingUp: false);
            return verdict.Reason == expected ? verdict : throw new InvalidOperationException($"The verdict is {verdict.Reason}.");
        });
    }
}
