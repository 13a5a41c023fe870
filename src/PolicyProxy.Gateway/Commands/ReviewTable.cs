using Spectre.Console;

namespace PolicyProxy.Gateway.Commands;

/// <summary>
/// Prints a table: with lines and colours, within the width, in a terminal; elsewhere as plain text with at least two spaces between columns
/// and one row a line, however long.
/// </summary>
internal static class ReviewTable
{
    /// <summary>Prints a table and an empty line after it.</summary>
    public static void Write(string title, string[] columns, IEnumerable<string[]> rows)
    {
        if (Console.IsOutputRedirected) WritePlain(title, [columns, .. rows]);
        else WriteDrawn(title, columns, rows);
    }

    private static void WritePlain(string title, List<string[]> rows)
    {
        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        Console.WriteLine(title);
        foreach (var row in rows) Console.WriteLine($"  {string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])))}".TrimEnd());
        Console.WriteLine();
    }

    private static void WriteDrawn(string title, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Title($"[bold]{Markup.Escape(title)}[/]");
        foreach (var column in columns) table.AddColumn($"[bold]{Markup.Escape(column)}[/]");
        foreach (var row in rows) table.AddRow(Array.ConvertAll(row, cell => new Markup(Markup.Escape(cell), Colour(cell))));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine();
    }

    // What lets more through, or nothing at all, is what a review looks for.
    private static Style Colour(string cell) => cell switch
    {
        _ when cell.StartsWith("refused:", StringComparison.Ordinal) || cell.StartsWith("unsigned", StringComparison.Ordinal) => new(Color.Red),
        _ when cell.StartsWith("Observe", StringComparison.Ordinal) || cell.Contains("allow", StringComparison.OrdinalIgnoreCase) => new(Color.Yellow),
        _ => Style.Plain,
    };
}
