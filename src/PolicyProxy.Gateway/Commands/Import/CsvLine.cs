namespace PolicyProxy.Gateway.Commands.Import;

/// <summary>
/// Splits one line of comma-separated values (RFC 4180). No value that is wanted has a line break in it, so a line is a row: a quotation mark
/// that is never closed spoils its own line and not the rest of the file.
/// </summary>
internal sealed class CsvLine
{
    /// <summary>The values of the line that was split last.</summary>
    public List<string> Values { get; } = [];

    /// <summary>Splits a line.</summary>
    /// <returns>False when a quotation mark is not closed, or does not close its value.</returns>
    public bool TrySplit(string line)
    {
        Values.Clear();
        for (var start = 0; start <= line.Length;)
        {
            var end = start < line.Length && line[start] == '"' ? AddQuoted(line, start) : AddPlain(line, start);
            if (end < 0) return false;
            start = end + 1;
        }

        return true;
    }

    private int AddPlain(string line, int start)
    {
        var end = line.IndexOf(',', start);
        if (end < 0) end = line.Length;
        Values.Add(line[start..end].Trim());
        return end;
    }

    private int AddQuoted(string line, int start)
    {
        // Two quotation marks stand for one.
        var close = line.IndexOf('"', start + 1);
        while (close >= 0 && close + 1 < line.Length && line[close + 1] == '"') close = line.IndexOf('"', close + 2);
        if (close < 0) return -1;
        Values.Add(line[(start + 1)..close].Replace("\"\"", "\"", StringComparison.Ordinal).Trim());
        return close + 1 == line.Length || line[close + 1] == ',' ? close + 1 : -1;
    }
}
