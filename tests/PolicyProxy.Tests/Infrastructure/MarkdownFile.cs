using System.Text.RegularExpressions;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>What a Markdown file shows: its blocks of code and the rows of its tables.</summary>
internal sealed partial class MarkdownFile(string text)
{
    public string Text { get; } = text;

    /// <summary>The blocks of one language, in order.</summary>
    public IReadOnlyList<string> Blocks(string language) =>
        [.. Fence().Matches(Text).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value)];

    /// <summary>The languages that blocks are marked with.</summary>
    public IReadOnlyList<string> Languages => [.. Fence().Matches(Text).Select(block => block.Groups[1].Value).Distinct()];

    /// <summary>The rows below a table's header, as cells without the ticks of code.</summary>
    /// <param name="header">The header's cells.</param>
    public IReadOnlyList<string[]> Rows(params string[] header)
    {
        var lines = Text.Split('\n');
        var start = Array.IndexOf(lines, $"| {string.Join(" | ", header)} |");
        return [.. lines.Skip(start + 2).TakeWhile(line => start >= 0 && line.StartsWith('|')).Select(Cells)];
    }

    private static string[] Cells(string row) =>
        [.. row.Trim('|').Split('|').Select(cell => cell.Trim().Replace("`", "", StringComparison.Ordinal))];

    [GeneratedRegex("^```(\\w*)\\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
