using System.Globalization;

namespace PolicyProxy.Chaos.Load;

/// <summary>What a load process is told.</summary>
internal sealed record LoadOptions(int Index, int Seed, int Seconds, IReadOnlyDictionary<string, Uri> Gateways, string File)
{
    /// <summary>The command line that says this.</summary>
    public IEnumerable<string> ToArguments() =>
    [
        "load", $"{Index}", $"{Seed}", $"{Seconds}", File, .. Gateways.Select(gateway => $"{gateway.Key}={gateway.Value}"),
    ];

    /// <summary>Reads what <see cref="ToArguments"/> wrote.</summary>
    public static LoadOptions Parse(string[] arguments) => new(
        int.Parse(arguments[1], CultureInfo.InvariantCulture),
        int.Parse(arguments[2], CultureInfo.InvariantCulture),
        int.Parse(arguments[3], CultureInfo.InvariantCulture),
        arguments[5..].Select(gateway => gateway.Split('=')).ToDictionary(parts => parts[0], parts => new Uri(parts[1])),
        arguments[4]);
}
