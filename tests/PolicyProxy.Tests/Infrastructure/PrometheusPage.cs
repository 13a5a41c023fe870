using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>Metrics as Prometheus reads them: it takes nothing that is not in the text format.</summary>
/// <remarks>https://prometheus.io/docs/instrumenting/exposition_formats/</remarks>
internal sealed partial class PrometheusPage
{
    private readonly Dictionary<string, double> _series = [];
    private readonly Dictionary<string, string> _types = [];

    /// <summary>Reads a page; fails where it is not well-formed.</summary>
    public PrometheusPage(string text)
    {
        text.ShouldEndWith("\n");
        foreach (var line in text.Split('\n')[..^1])
        {
            if (Type().Match(line) is { Success: true } type) _types.Add(type.Groups[1].Value, type.Groups[2].Value);
            else if (!Help().IsMatch(line)) Add(line);
        }
    }

    /// <summary>The kinds of the metrics, by name.</summary>
    public IDictionary<string, string> Types => _types;

    /// <summary>The series, a name with its labels as they are written.</summary>
    public IDictionary<string, double> Series => _series;

    /// <summary>The series of one name.</summary>
    public IEnumerable<KeyValuePair<string, double>> Of(string name) => _series.Where(pair => pair.Key == name || pair.Key.StartsWith($"{name}{{", StringComparison.Ordinal));

    private void Add(string line)
    {
        var series = Line().Match(line);
        series.Success.ShouldBeTrue(line);
        var name = series.Groups[1].Value;
        var family = _types.ContainsKey(name) ? name : Regex.Replace(name, "_(bucket|sum|count)$", "");
        _types.ShouldContainKey(family, $"The kind comes before the series: {line}");
        (family == name).ShouldBe(_types[family] != "histogram", line);
        _series.Add($"{name}{series.Groups[2].Value}", Value(series.Groups[3].Value));
    }

    private static double Value(string text) => text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex("^# HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*$")]
    private static partial Regex Help();

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)(|\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*")*\}) (\S+)$""")]
    private static partial Regex Line();
}
