using PolicyProxy.Platforms;
using PolicyProxy.Policy;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Reads a channel's own texts for the agent, collecting everything wrong with them.</summary>
/// <param name="key">The key that they are under.</param>
/// <param name="policy">The channel's rule, which decides what a text can tell of.</param>
/// <param name="errors">Takes one line an error.</param>
internal sealed class TextsReader(string key, ChannelPolicy policy, ICollection<string> errors)
{
    private readonly List<string> _always =
    [
        .. AgentText.Always,
        .. policy.Extended is null ? [] : AgentText.WhereExtended,
        .. policy.MessagesPerWindow is null ? [] : AgentText.WhereLimited,
    ];

    /// <summary>The texts; null when all are the gateway's.</summary>
    public AgentTexts? Read(TextOptions options)
    {
        List<string> whereWritten = [.. _always, .. AgentText.WhereWritten];
        var texts = new AgentTexts
        {
            Title = Read(nameof(options.Title), options.Title, _always),
            WindowClosed = Read(nameof(options.WindowClosed), options.WindowClosed, whereWritten),
            NoClientContact = Read(nameof(options.NoClientContact), options.NoClientContact, _always),
            TagNotSupported = Read(nameof(options.TagNotSupported), options.TagNotSupported, whereWritten),
            ContentNotPermitted = Read(nameof(options.ContentNotPermitted), options.ContentNotPermitted, whereWritten),
            MessageLimit = Read(nameof(options.MessageLimit), options.MessageLimit, whereWritten),
        };
        return texts == new AgentTexts() ? null : texts;
    }

    private AgentText? Read(string name, string? text, List<string> known)
    {
        if (text is null) return null;
        var problem = "is empty; a text for the agent belongs here, or leave the key out.";
        if (!string.IsNullOrWhiteSpace(text) && AgentText.Parse(text, known, out problem) is { } read) return read;
        errors.Add($"{key}:{name}: {problem}");
        return null;
    }
}
