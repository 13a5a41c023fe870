using PolicyProxy.Policy;

namespace PolicyProxy.Platforms;

/// <summary>A refusal that is told later: the send is answered as if the platform had taken it, and then fails.</summary>
/// <param name="Send">The send.</param>
/// <param name="Account">Its account.</param>
/// <param name="Refusal">Why it was refused.</param>
/// <param name="Time">When.</param>
/// <param name="Unique">What the message's id is made of: the same in the answer and in what is told later.</param>
public sealed record LaterRefusal(OutboundSend Send, BusinessAccount Account, GatewayAnswer Refusal, DateTimeOffset Time, Guid Unique);
