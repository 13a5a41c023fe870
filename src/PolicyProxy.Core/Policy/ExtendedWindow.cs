using System.Collections.Frozen;

namespace PolicyProxy.Policy;

/// <summary>What becomes of a send's tag in the extended part of a window.</summary>
public enum TagRule
{
    /// <summary>The gateway puts <c>HUMAN_AGENT</c> on a send that lacks it. The default.</summary>
    Add,

    /// <summary>A send that lacks <c>HUMAN_AGENT</c> is refused.</summary>
    Require,
}

/// <summary>The part of a window after the standard one, in which a person may still answer on Messenger and Instagram, and some sends go on others.</summary>
/// <param name="Length">From the last contact, the standard part included; longer than the standard window.</param>
/// <param name="Tag">What becomes of the send's tag.</param>
/// <param name="Content">The kinds of content that may be sent.</param>
public sealed record ExtendedWindow(TimeSpan Length, TagRule Tag, FrozenSet<ContentKind> Content)
{
    /// <summary>
    /// Whether the platform itself says which sends it takes (<see cref="OutboundSend.IsPermittedInExtended"/>), whatever their tag and content.
    /// </summary>
    public bool IsOfPlatform { get; private init; }

    /// <summary>The extended part of a platform that itself says which sends it takes.</summary>
    public static ExtendedWindow OfPlatform(TimeSpan length) => new(length, TagRule.Add, FrozenSet<ContentKind>.Empty) { IsOfPlatform = true };

    /// <summary>What may be sent when the configuration does not say.</summary>
    public static readonly FrozenSet<ContentKind> DefaultContent =
        new[] { ContentKind.Text, ContentKind.Image, ContentKind.Video, ContentKind.Audio, ContentKind.File }.ToFrozenSet();
}
