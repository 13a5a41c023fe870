using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms;

/// <summary>A text of an operator's own for the agent, with placeholders such as <c>{hoursAgo}</c>; read once, written at every refusal.</summary>
internal sealed partial class AgentText
{
    /// <summary>What can stand in every text: the platform's name, the standard window in hours.</summary>
    public static readonly IReadOnlyList<string> Always = ["platform", "window"];

    /// <summary>What is known besides where the channel has an extended window: its length in hours.</summary>
    public static readonly IReadOnlyList<string> WhereExtended = ["extendedWindow"];

    /// <summary>What is known besides where the platform takes only so many messages in a window: how many.</summary>
    public static readonly IReadOnlyList<string> WhereLimited = ["messages"];

    /// <summary>What is known besides of a client who has written: how many whole hours ago, when, and when the window closed or closes.</summary>
    public static readonly IReadOnlyList<string> WhereWritten = ["hoursAgo", "lastContact", "closes"];

    private readonly CompositeFormat _format;
    private readonly List<string> _placeholders;

    private AgentText(CompositeFormat format, List<string> placeholders) => (_format, _placeholders) = (format, placeholders);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text; a brace of its own is written twice.</param>
    /// <param name="known">The placeholders it may have.</param>
    /// <param name="problem">What is wrong with it, and what would be right; empty when nothing is.</param>
    /// <returns>Null when something is wrong.</returns>
    public static AgentText? Parse(string text, IReadOnlyList<string> known, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(known);
        var placeholders = new List<string>();
        var unknown = new List<string>();
        var numbered = Placeholder().Replace(text, match =>
        {
            if (match.Value is "{{" or "}}") return match.Value;
            var name = match.Groups[1].Value;
            if (!known.Contains(name)) unknown.Add(match.Value);
            if (!placeholders.Contains(name)) placeholders.Add(name);
            return string.Create(CultureInfo.InvariantCulture, $"{{{placeholders.IndexOf(name)}}}");
        });

        problem = unknown.Count > 0 ? $"{string.Join(", ", unknown)} is not known here; there are {string.Join(", ", known.Select(name => $"{{{name}}}"))}." : "";
        if (unknown.Count > 0) return null;
        try
        {
            // One more, for nothing: a text without any comes back from the framework as it is, with its braces doubled.
            return new(CompositeFormat.Parse($"{numbered}{{{placeholders.Count}}}"), placeholders);
        }
        catch (FormatException)
        {
            problem = "has a brace that belongs to no placeholder; write {{ or }} where the agent is to read a brace.";
            return null;
        }
    }

    /// <summary>Writes it for one refusal.</summary>
    internal string Write(string platform, ChannelPolicy policy, in Verdict verdict, DateTimeOffset now)
    {
        var values = new object?[_placeholders.Count + 1];
        for (var i = 0; i < _placeholders.Count; i++) values[i] = Value(_placeholders[i], platform, policy, verdict, now);
        return string.Format(CultureInfo.InvariantCulture, _format, values);
    }

    private static string Value(string placeholder, string platform, ChannelPolicy policy, in Verdict verdict, DateTimeOffset now) => placeholder switch
    {
        "platform" => platform,
        "window" => Hours(policy.Window.TotalHours),
        "extendedWindow" => Hours(policy.LongestWindow.TotalHours),
        "messages" => policy.MessagesPerWindow?.ToString(CultureInfo.InvariantCulture) ?? "",
        "hoursAgo" => Hours(Math.Floor((now - (verdict.LastContact ?? now)).TotalHours)),
        "lastContact" => Time(verdict.LastContact),
        // A tag is refused for the standard window, also where the longer one is open.
        _ when verdict is { Reason: Reason.TagNotSupported, LastContact: { } last } => Time(last + policy.Window - policy.CloseEarly),
        _ => Time(verdict.WindowCloses),
    };

    private static string Hours(double hours) => hours.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? time) => time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : "";

    [GeneratedRegex(@"\{\{|\}\}|\{([^{}]*)\}")]
    private static partial Regex Placeholder();
}
