namespace PolicyProxy.Yarp.Configuration;

/// <summary><c>Notify</c> of a channel: who is told that a window is about to close, and that it has closed.</summary>
internal sealed class NotifyOptions
{
    /// <summary>Where events are posted, an absolute http or https address. Has to be given.</summary>
    public string? Url { get; init; }

    /// <summary>
    /// How long before the window closes it is told, in minutes; each at least 1 and less than the window, by default 60 and 10; none: only
    /// when it has closed.
    /// </summary>
    public List<int> BeforeMinutes { get; init; } = [60, 10];

    /// <summary>What events are signed with. It or <see cref="SecretFile"/> has to be given.</summary>
    public string? Secret { get; init; }

    /// <summary>A file that holds the secret.</summary>
    public string? SecretFile { get; init; }
}
