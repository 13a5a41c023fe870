using System.Reflection;
using PolicyProxy.Gateway.Telemetry;
using Serilog;
using Serilog.Events;

namespace PolicyProxy.Gateway.Configuration;

/// <summary>Finds what is wrong with <c>Serilog</c>. What calls its methods by name is read by Serilog itself, one entry after the other.</summary>
internal static class SerilogSection
{
    private const string Name = "Serilog";
    private const string Level = "MinimumLevel";
    private const string Unknown = "Unable to find a method called ";

    private static readonly string[] Known =
        ["Using", Level, "LevelSwitches", "FilterSwitches", "WriteTo", "AuditTo", "Enrich", "Destructure", "Filter", "Properties"];

    // Each entry is the name of a method, and its arguments.
    private static readonly string[] Lists = ["WriteTo", "AuditTo", "Enrich", "Destructure", "Filter"];

    // No file can be there. What a log file's path is worth shows when the gateway runs: one that is opened now could be the wrong user's, and
    // the running gateway holds its own.
    private static readonly string Nowhere = Path.Join(Environment.ProcessPath, "log");

    /// <summary>Collects everything wrong with it.</summary>
    public static void Check(IConfiguration configuration, List<string> errors)
    {
        var serilog = configuration.GetSection(Name);
        var before = errors.Count;
        CheckKeys(serilog, errors);
        CheckLevels(serilog.GetSection(Level), errors);

        // To read more than levels loads assemblies.
        if (errors.Count > before || serilog.GetChildren().All(child => Is(child.Key, Level) && child["ControlledBy"] is null)) return;
        var values = serilog.AsEnumerable().Select(pair => pair.Key.EndsWith(":Args:path", StringComparison.OrdinalIgnoreCase) ? new(pair.Key, Nowhere) : pair).ToList();
        var common = values.Where(pair => !Lists.Any(list => IsUnder(pair.Key, $"{Name}:{list}"))).ToList();
        Try(Name, common, errors);
        if (errors.Count > before) return;
        foreach (var entry in Lists.SelectMany(list => serilog.GetSection(list).GetChildren()))
        {
            var found = errors.Count;
            Try(entry.Path, [.. common, .. values.Where(pair => IsUnder(pair.Key, entry.Path))], errors);
            if (errors.Count == found) SerilogArguments.Check(entry, errors);
        }
    }

    private static void CheckKeys(IConfigurationSection serilog, List<string> errors)
    {
        foreach (var child in serilog.GetChildren())
        {
            if (!Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) errors.Add($"{child.Path}: is not a known key; known are {string.Join(", ", Known)}.");
            else if (!Is(child.Key, Level) && !string.IsNullOrEmpty(child.Value)) errors.Add($"{child.Path}: is a single value; a list, such as [ \"{child.Value}\" ], belongs here.");
        }
    }

    private static void CheckLevels(IConfigurationSection level, List<string> errors)
    {
        foreach (var value in level.GetSection("Override").GetChildren().Append(level).Append(level.GetSection("Default")))
        {
            if (!string.IsNullOrEmpty(value.Value) && !Enum.TryParse<LogEventLevel>(value.Value, ignoreCase: true, out _))
                errors.Add($"{value.Path}: \"{value.Value}\" is not right; {string.Join(" or ", Enum.GetNames<LogEventLevel>())} belongs here.");
        }
    }

    private static void Try(string key, IReadOnlyList<KeyValuePair<string, string?>> values, List<string> errors)
    {
        try
        {
            var said = SelfLogReader.During(() => Open(values));
            errors.AddRange(said.Where(line => line.StartsWith(Unknown, StringComparison.Ordinal)).Select(line => $"{key}: {Explain(line)}"));
        }
        catch (TargetInvocationException exception) when (exception.InnerException is IOException or UnauthorizedAccessException)
        {
            // AuditTo, which insists on a place. The one in the file was not looked at.
        }
        catch (Exception exception)
        {
            // A sink of whatever make: what it throws is what is wrong with what it was given.
            var message = (exception is TargetInvocationException ? exception.InnerException! : exception).Message;
            errors.Add($"{key}: Serilog cannot read this: {message.Split('\n')[0].Trim().TrimEnd('.')}.");
        }
    }

    private static void Open(IReadOnlyList<KeyValuePair<string, string?>> values) =>
        new LoggerConfiguration().ReadFrom.Configuration(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).CreateLogger().Dispose();

    private static string Explain(string line)
    {
        var called = line[Unknown.Length..].Split(". Candidate")[0];
        return called.Contains(' ', StringComparison.Ordinal)
            ? $"Serilog knows no {called}; what it needs belongs under Args."
            : $"Serilog knows no {called}; there are Console, File and Async to write to, and what the assemblies have that Using names.";
    }

    private static bool Is(string key, string other) => key.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool IsUnder(string key, string section) => Is(key, section) || key.StartsWith($"{section}:", StringComparison.OrdinalIgnoreCase);
}
