namespace PolicyProxy.Yarp.Configuration;

/// <summary><c>Texts</c> of a channel: what the agent reads when a message is not delivered; null for the gateway's English text.</summary>
internal sealed class TextOptions
{
    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The client wrote too long ago.</summary>
    public string? WindowClosed { get; init; }

    /// <summary>The client never wrote.</summary>
    public string? NoClientContact { get; init; }

    /// <summary>The client wrote too long ago, and a message tag does not change that.</summary>
    public string? TagNotSupported { get; init; }

    /// <summary>In the extended window, but of a kind that may not be sent in it.</summary>
    public string? ContentNotPermitted { get; init; }

    /// <summary>The window is open, but the platform takes no more messages in it.</summary>
    public string? MessageLimit { get; init; }
}
