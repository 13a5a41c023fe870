using System.Text.Json;

namespace PolicyProxy.Gateway.Commands.Import;

/// <summary>Reads rows, each a line of CSV or a JSON object, whichever it looks like; a first line with the names of the columns says where they are.</summary>
internal sealed class RowReader
{
    private const string Wanted = "channel,account,contact,lastContact";

    private static readonly string[] Names = Wanted.Split(',');

    private readonly CsvLine _csv = new();
    private int[] _columns = [0, 1, 2, 3];
    private int _width = Names.Length;
    private bool _isFirst = true;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line; null for one that is too long.</param>
    /// <param name="problem">What is wrong with it, without a word of what it says; null when nothing is.</param>
    /// <returns>The row; null when there is none: in an empty line, in the names of the columns, or because of the problem.</returns>
    public ImportRow? Read(string? line, out string? problem)
    {
        problem = null;
        if (line is null)
        {
            problem = $"is longer than {LineReader.Longest} bytes; one row belongs in a line";
            return null;
        }

        if (string.IsNullOrWhiteSpace(line)) return null;
        var isFirst = _isFirst;
        _isFirst = false;
        if (line.AsSpan().TrimStart().StartsWith('{')) return ReadJson(line, out problem);
        if (!_csv.TrySplit(line))
        {
            problem = "has a quotation mark that is not closed, or that does not close its value";
            return null;
        }

        if (isFirst && ReadNames()) return null;
        if (_csv.Values.Count == _width) return new(At(0), At(1), At(2), At(3));
        problem = $"has {_csv.Values.Count} value(s); {_width} belong here, with commas between: {(_width == Names.Length ? $"{Wanted}, or a JSON object with these names" : "as many as there are names in the first line")}";
        return null;
    }

    private string At(int column) => _csv.Values[_columns[column]];

    private bool ReadNames()
    {
        var columns = Array.ConvertAll(Names, name => _csv.Values.FindIndex(value => value.Equals(name, StringComparison.OrdinalIgnoreCase)));
        if (columns.Contains(-1)) return false;
        (_columns, _width) = (columns, _csv.Values.Count);
        return true;
    }

    private static ImportRow? ReadJson(string line, out string? problem)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new() { AllowDuplicateProperties = false });
            var values = Array.ConvertAll(Names, name => Text(json.RootElement, name));
            var missing = Array.IndexOf(values, null);
            problem = missing < 0 ? null : $"{Names[missing]}: is neither a text nor a number; a JSON object with {Wanted} belongs here";
            return missing < 0 ? new(values[0]!, values[1]!, values[2]!, values[3]!) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // The latter: half of a character.
        {
            problem = "is not well-formed JSON; one object belongs in a line, with each name once";
            return null;
        }
    }

    // What is left out, as the account of a channel without accounts can be, is empty.
    private static string? Text(JsonElement row, string name)
    {
        if (!row.TryGetProperty(name, out var value)) return "";
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Null => "",
            _ => null,
        };
    }
}
