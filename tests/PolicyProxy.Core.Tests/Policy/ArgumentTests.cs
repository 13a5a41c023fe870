using PolicyProxy.Platforms;
using PolicyProxy.Platforms.Meta;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Policy;

/// <summary>Nothing is decided, worded or read of nothing.</summary>
public class ArgumentTests
{
    private static readonly OutboundSend Send = new() { Platforms = ["Messenger"] };
    private static readonly IMessagingApi Graph = BuiltInPlatforms.All["Messenger"].Api;

    private static readonly Dictionary<string, Action> Calls = new()
    {
        ["decide: policy"] = () => ReplyPolicy.Decide(null!, Send, default, default, false),
        ["decide: send"] = () => ReplyPolicy.Decide(new(), null!, default, default, false),
        ["decide without store: policy"] = () => ReplyPolicy.DecideWithoutStore(null!, Send, default, default),
        ["decide without store: send"] = () => ReplyPolicy.DecideWithoutStore(new(), null!, default, default),
        ["window: policy"] = () => _ = new MessagingWindow(null!, default),
        ["text: policy"] = () => NotDeliveredText.For("Messenger", null!, default, default),
        ["contact ids: send"] = () => Graph.ReadContactIds(null!, default),
        ["signature: secret"] = () => HubSignature.Verify(default, default, null!),
        ["sends: target"] = () => Graph.ReadSends(null!, new() { Method = "POST", Path = "/", Query = "" }, default),
    };

    public static TheoryData<string> Missing => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Missing))]
    public void A_missing_argument_is_an_error_that_names_it(string call) =>
        Should.Throw<ArgumentNullException>(Calls[call]).ParamName.ShouldBe(call.Split(": ")[1]);
}
