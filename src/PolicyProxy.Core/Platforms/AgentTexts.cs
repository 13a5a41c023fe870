using PolicyProxy.Policy;

namespace PolicyProxy.Platforms;

/// <summary>What a channel tells the agent in words of its own; null for the gateway's English text.</summary>
internal sealed record AgentTexts
{
    /// <summary>The title over each of them.</summary>
    public AgentText? Title { get; init; }

    /// <summary>The window is closed.</summary>
    public AgentText? WindowClosed { get; init; }

    /// <summary>The client never wrote.</summary>
    public AgentText? NoClientContact { get; init; }

    /// <summary>The window is closed, and a message tag does not change that.</summary>
    public AgentText? TagNotSupported { get; init; }

    /// <summary>The extended window is open, but not for this.</summary>
    public AgentText? ContentNotPermitted { get; init; }

    /// <summary>The window is open, but the platform takes no more messages in it.</summary>
    public AgentText? MessageLimit { get; init; }

    internal AgentText? For(Reason reason) => reason switch
    {
        Reason.NoClientContact => NoClientContact,
        Reason.TagNotSupported => TagNotSupported,
        Reason.ContentNotPermitted => ContentNotPermitted,
        Reason.MessageLimit => MessageLimit,
        _ => WindowClosed,
    };
}
