namespace PolicyProxy.Simulator.Platform;

/// <summary>What the platform has on record of a message of the company's that reached it.</summary>
/// <param name="Message">The message.</param>
/// <param name="IsDelivered">Whether the platform delivered it; otherwise its own rule was against it.</param>
internal sealed record Arrival(SentMessage Message, bool IsDelivered);
