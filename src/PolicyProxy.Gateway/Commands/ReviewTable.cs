using Spectre.Console;

namespace PolicyProxy.Gateway.Commands;

/// <summary>
/// Prints a table: in a terminal with lines and colours, and, where it is too wide, as one for each row; elsewhere as plain text with at least
/// two spaces between columns and one row a line, however long.
/// </summary>
internal static class ReviewTable
{
    // Between two columns: a line with a space on either side.
    private const int LineWidth = 3;

    /// <summary>Prints a table and an empty line after it.</summary>
    public static void Write(string title, string[] columns, IEnumerable<string[]> rows)
    {
        List<string[]> all = [columns, .. rows];
        var widths = columns.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        if (Console.IsOutputRedirected)
        {
            WritePlain(title, all, widths);
            return;
        }

        if (widths.Sum() + (LineWidth * columns.Length) < AnsiConsole.Profile.Width)
        {
            WriteDrawn(title, columns, all[1..]);
            return;
        }

        foreach (var row in all[1..]) WriteDrawn(title, [columns[0], row[0]], [.. columns.Zip(row, (column, cell) => new[] { column, cell }).Skip(1)]);
    }

    private static void WritePlain(string title, List<string[]> rows, int[] widths)
    {
        Console.WriteLine(title);
        foreach (var row in rows) Console.WriteLine($"  {string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])))}".TrimEnd());
        Console.WriteLine();
    }

    private static void WriteDrawn(string title, string[] columns, List<string[]> rows)
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
