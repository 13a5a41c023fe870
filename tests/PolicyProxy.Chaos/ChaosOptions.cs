using System.Globalization;

namespace PolicyProxy.Chaos;

/// <summary>The command line.</summary>
internal sealed record ChaosOptions
{
    public const string Usage =
        "Usage: policyproxy-chaos [--seconds N] [--seed N] [--store redis|sqlite|both] [--without FAULT]... | --self-test";

    public int Seconds { get; private init; } = 30;

    public int Seed { get; private init; } = Random.Shared.Next();

    /// <summary>The stores to run on, one after the other.</summary>
    public IReadOnlyList<string> Stores { get; private init; } = ["redis", "sqlite"];

    /// <summary>Faults to leave out, by a part of their names.</summary>
    public IReadOnlyList<string> Without { get; private init; } = [];

    public bool SelfTest { get; private init; }

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It cannot be understood.</exception>
    public static ChaosOptions Parse(string[] arguments)
    {
        var options = new ChaosOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--self-test") options = options with { SelfTest = true };
            else if (++i == arguments.Length) throw new FormatException($"{arguments[^1]} is not known or lacks its value");
            else options = options.With(arguments[i - 1], arguments[i]);
        }

        return options;
    }

    private ChaosOptions With(string name, string value) => name switch
    {
        "--seconds" => this with { Seconds = int.Parse(value, CultureInfo.InvariantCulture) },
        "--seed" => this with { Seed = int.Parse(value, CultureInfo.InvariantCulture) },
        "--store" when value is "redis" or "sqlite" => this with { Stores = [value] },
        "--store" when value == "both" => this,
        "--without" => this with { Without = [.. Without, value] },
        _ => throw new FormatException($"{name} {value} is not known"),
    };
}
