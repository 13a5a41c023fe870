namespace PolicyProxy.Policy;

/// <summary>What a send carries: the words of <c>ExtendedWindow.Content</c>.</summary>
public enum ContentKind
{
    /// <summary>Anything that none of the other words names.</summary>
    Other = 0,

    /// <summary>Plain text.</summary>
    Text,

    /// <summary>A picture.</summary>
    Image,

    /// <summary>A film.</summary>
    Video,

    /// <summary>Sound, also a voice message.</summary>
    Audio,

    /// <summary>A document.</summary>
    File,

    /// <summary>A sticker, also Instagram's heart.</summary>
    Sticker,

    /// <summary>A structured or pre-approved template.</summary>
    Template,

    /// <summary>A message with quick replies.</summary>
    QuickReplies,

    /// <summary>A reaction to a message.</summary>
    Reaction,
}
