using System.Globalization;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms;

/// <summary>Says in words why a send was refused: a clause for developers, a sentence for the agent.</summary>
internal static class NotDeliveredText
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private const string Remedy = "so this message was not delivered: wait for the client to write, or end the dialogue.";

    /// <summary>The answer for a send that the policy refused for good.</summary>
    /// <param name="platform">The platform's name, as the agent knows it.</param>
    /// <param name="policy">The channel's rule.</param>
    /// <param name="verdict">The refusal.</param>
    /// <param name="now">The time of the send.</param>
    /// <param name="texts">The channel's own texts for the agent; null for none. The cause, which programs match, is never theirs.</param>
    public static GatewayAnswer For(string platform, ChannelPolicy policy, in Verdict verdict, DateTimeOffset now, AgentTexts? texts = null)
    {
        ArgumentNullException.ThrowIfNull(policy);

        var early = policy.CloseEarly >= OneSecond ? Duration(policy.CloseEarly) : null;
        var less = early is null ? "" : $" less {early}";
        var margin = early is null ? "" : $", of which this gateway leaves {early} as a margin";
        return new(
            AnswerKind.NotDelivered,
            Cause(policy, verdict.Reason, less),
            texts?.For(verdict.Reason)?.Write(platform, policy, verdict, now) ?? Sentence(platform, policy, verdict, now, less, margin),
            texts?.Title?.Write(platform, policy, verdict, now))
        { IsMessageLimit = verdict.Reason == Reason.MessageLimit };
    }

    private static string Cause(ChannelPolicy policy, Reason reason, string less) => reason switch
    {
        Reason.NoClientContact => "the client has not written, and only a client can start a conversation",
        Reason.TagNotSupported => $"the reply window of {Duration(policy.Window)}{less} after the client's last message has closed, and message tags are not supported",
        Reason.MessageLimit => $"the platform takes only {Messages(policy)} after each of the client's, and as many were sent",
        Reason.ContentNotPermitted when policy.Extended is { IsOfPlatform: true } => $"after {Duration(policy.Window)}{less} only messages that the platform takes until later can be sent",
        Reason.ContentNotPermitted => $"after {Duration(policy.Window)}{less} only a person's answer of a permitted kind, with the human agent tag where required, can be sent",
        _ => $"the reply window of {Duration(policy.LongestWindow)}{less} after the client's last message has closed",
    };

    private static string Sentence(string platform, ChannelPolicy policy, in Verdict verdict, DateTimeOffset now, string less, string margin)
    {
        var window = Duration(policy.Window);
        var lastWrote = verdict.LastContact is { } last ? $"The client last wrote {Duration(now - last)} ago" : "The client has not written yet";
        var limit = policy.Extended switch
        {
            { IsOfPlatform: true } => $"{platform} lets a company answer only within {window} of the client's last message, and with some messages within {Duration(policy.LongestWindow)}{margin}",
            { } extended => $"{platform} lets a company answer only within {window} of the client's last message, and a person within {Duration(extended.Length)}{margin}",
            null => $"{platform} lets a company answer only within {window} of the client's last message{margin}",
        };

        return verdict.Reason switch
        {
            Reason.NoClientContact => $"{lastWrote}; on {platform} only a client can start a conversation, {Remedy}",
            Reason.TagNotSupported => $"{lastWrote}; {limit}, and message tags do not change that, {Remedy}",
            Reason.MessageLimit => $"{lastWrote}; {platform} takes only {Messages(policy)} after each of the client's, and as many were sent, {Remedy}",
            Reason.ContentNotPermitted when policy.Extended is { IsOfPlatform: true } => $"{lastWrote}; after {window}{less} {platform} takes only some messages, and not this one, {Remedy}",
            Reason.ContentNotPermitted => $"{lastWrote}; after {window}{less} {platform} takes only a person's own answer, not a bot's and not of this kind, {Remedy}",
            _ => $"{lastWrote}; {limit}, {Remedy}",
        };
    }

    private static string Messages(ChannelPolicy policy) => string.Create(CultureInfo.InvariantCulture, $"{policy.MessagesPerWindow} message{(policy.MessagesPerWindow == 1 ? "" : "s")}");

    /// <summary>A length of time in the largest unit that tells at least two of it; whole units, rounded down.</summary>
    private static string Duration(TimeSpan time)
    {
        var (count, unit) = time switch
        {
            { TotalDays: >= 3 } => (time.TotalDays, "day"),
            { TotalHours: >= 2 } => (time.TotalHours, "hour"),
            { TotalMinutes: >= 2 } => (time.TotalMinutes, "minute"),
            _ => (time.TotalSeconds, "second"),
        };
        var whole = Math.Floor(count);
        return string.Create(CultureInfo.InvariantCulture, $"{whole:0} {unit}{(whole == 1 ? "" : "s")}");
    }
}
