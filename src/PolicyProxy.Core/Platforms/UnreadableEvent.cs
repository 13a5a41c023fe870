namespace PolicyProxy.Platforms;

/// <summary>A client's act in an authentic webhook that opens no window, since what a window needs cannot be read of it.</summary>
/// <param name="Platform">The platform's name, as in a channel's <c>Platform</c>.</param>
/// <param name="Number">Which of the webhook's acts it is, from 1; 0 where no act was reached, or it does not matter.</param>
/// <param name="Place">Where was looked, for example <c>sender.id</c>, or <c>Webhook:Time timestamp</c> of a description.</param>
/// <param name="Found">What stands there, in words that give no value away.</param>
public sealed record UnreadableEvent(string Platform, int Number, string Place, string Found)
{
    /// <summary>The place of an event that the description itself calls unreadable.</summary>
    internal const string Described = "Webhook:Unreadable";

    // Platforms send no more events in one webhook.
    private const int Most = 1000;

    private const int LongestShape = 32;

    /// <summary>Takes in one of a webhook's, up to 1,000 of them: whoever sends more is no platform, and does not fill the memory.</summary>
    internal static void Add(ICollection<UnreadableEvent> unreadable, UnreadableEvent one)
    {
        if (unreadable.Count < Most) unreadable.Add(one);
    }

    /// <summary>What a text looks like: every letter an <c>a</c>, every digit a <c>9</c>.</summary>
    internal static string Shape(string text)
    {
        var shown = text.Length > LongestShape ? text.AsSpan(0, LongestShape) : text;
        var shape = string.Create(shown.Length, shown, static (shape, text) =>
        {
            for (var i = 0; i < text.Length; i++) shape[i] = char.IsAsciiDigit(text[i]) ? '9' : char.IsAscii(text[i]) && !char.IsAsciiLetter(text[i]) && !char.IsControl(text[i]) ? text[i] : 'a';
        });
        return text.Length == 0 ? "an empty text" : $"a text like \"{shape}\"{(text.Length > LongestShape ? $" and {text.Length - LongestShape} more characters" : "")}";
    }
}
