using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>What is done with one send.</summary>
/// <param name="Channel">The channel whose policy holds.</param>
/// <param name="Send">The send; null when it was not understood.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Refusal">What is said instead of sending it; null when it is forwarded.</param>
/// <param name="IsObserved">Whether the verdict is only told, and the send forwarded whatever it is.</param>
public sealed record SendDecision(Channel Channel, OutboundSend? Send, Verdict Verdict, GatewayAnswer? Refusal, bool IsObserved)
{
    /// <summary>Whether the send goes to the platform.</summary>
    public bool IsForwarded => Refusal is null || IsObserved;

    /// <summary>Whether the gateway puts the human agent tag on it.</summary>
    public bool AddsTag =>
        !IsObserved && Verdict.Reason == Reason.ExtendedWindowOpen && Send?.HasHumanAgentTag == false && Channel.Policy.Extended is { IsOfPlatform: false };

    /// <summary>The send as it was counted, where the platform takes only so many in a window; null where it was not.</summary>
    internal CountedSend? Counted { get; init; }
}
