using System.Text;

namespace PolicyProxy.Platforms.Meta;

/// <summary>Reads the parameters out of a query string.</summary>
internal static class QueryString
{
    /// <summary>Takes the query's parameters, decoded.</summary>
    public static void Read(string query, GraphParameters parameters)
    {
        foreach (var (name, value) in Pairs(query))
        {
            // PHP makes _ of what its variable names cannot hold and cuts a name at its first bracket.
            var folded = name.TrimStart(' ').Split('[')[0].Replace('.', '_').Replace(' ', '_');
            if (!GraphParameterNames.TryFind(Encoding.UTF8.GetBytes(folded), out var parameter, out var isExact)) continue;
            if (!isExact || folded != name) parameters.Fail($"the parameter {parameter.Wire()} is not written by its plain name");
            parameters.AddText(parameter, value);
        }
    }

    /// <summary>Whether the query makes a POST of whatever verb the request has.</summary>
    public static bool HasMethodOverride(string query) =>
        query.Length > 0 && Pairs(query).Any(pair =>
            pair.Name.Contains("method", StringComparison.OrdinalIgnoreCase) && pair.Value.Trim().Equals("post", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<(string Name, string Value)> Pairs(string query)
    {
        foreach (var pair in query.Split(['&', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? (Decode(pair), "") : (Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
