namespace PolicyProxy.Policy;

/// <summary>One outbound message found in a request.</summary>
public record OutboundSend
{
    /// <summary>The platforms the send can belong to, by name; the route's channels decide which it is.</summary>
    public required IReadOnlyList<string> Platforms { get; init; }

    /// <summary>The business side the request names; null when it names none (<c>/me/messages</c>).</summary>
    public string? Account { get; init; }

    /// <summary>
    /// The client in canonical form; null when the send names none (an opt-in token, a comment, a phone number on Messenger): such a
    /// contact never has a window.
    /// </summary>
    public string? Contact { get; init; }

    /// <summary>The contact as the request writes it; null where no answer repeats it.</summary>
    public string? WrittenContact { get; init; }

    /// <summary>What the send carries.</summary>
    public ContentKind Content { get; init; }

    /// <summary>What the platform would let through outside the window, if the send is of such a kind.</summary>
    public OutsideWindowKind? OutsideKind { get; init; }

    /// <summary>The message tag as sent; null without one.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether a bot wrote it, not a person (a header of the helpdesk's says so).</summary>
    public bool Automatic { get; init; }

    /// <summary>Whether the platform takes it in the extended part of its window, where it says that by itself.</summary>
    public bool IsPermittedInExtended { get; init; }

    /// <summary>Whether the tag is <c>HUMAN_AGENT</c>, in any letter case.</summary>
    public bool HasHumanAgentTag => string.Equals(Tag, HumanAgentTag, StringComparison.OrdinalIgnoreCase);

    /// <summary>The one tag that means anything: a person answers within seven days.</summary>
    /// <remarks>https://developers.facebook.com/docs/messenger-platform/reference/send-api</remarks>
    public const string HumanAgentTag = "HUMAN_AGENT";
}
