using PolicyProxy.Gateway.Configuration;
using Shouldly;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>Environment variables that set keys of the configuration.</summary>
internal static class EnvironmentVariables
{
    private const string Mounted = "/run/secrets/";

    // Sections where a name of the operator's own stands in the key: an entry that the file lacks would be made up by the variable.
    private static readonly string[] Named = ["Messaging:Channels:", "ReverseProxy:", "Kestrel:Endpoints:"];

    /// <summary>Fails unless the gateway takes all of them together, and each belongs to something that the configuration has.</summary>
    /// <param name="configuration">The configuration file's path.</param>
    /// <param name="variables">Names and values.</param>
    public static void ShouldSetKeysOf(string configuration, params IEnumerable<(string Name, string Value)> variables)
    {
        using var directory = new TestDirectory();
        using var before = PolicyFile.Open(configuration, new Dictionary<string, string?>());
        var overrides = new Dictionary<string, string?>();
        foreach (var (name, value) in variables)
        {
            var key = name.Replace("__", ":", StringComparison.Ordinal);
            overrides[key] = Here(value, directory);
            if (!Named.Any(section => key.StartsWith(section, StringComparison.Ordinal))) continue;
            var owner = key.TrimEnd(':', '0').Split(':')[..^1];
            before.Configuration.GetSection(string.Join(':', owner)).GetChildren().ShouldNotBeEmpty($"{name} overrides nothing.");
        }

        // Keys and values that are wrong are found out here.
        PolicyFile.Open(configuration, overrides).Dispose();
    }

    // A file that is mounted where the gateway runs is not here.
    private static string Here(string value, TestDirectory directory)
    {
        if (!value.StartsWith(Mounted, StringComparison.Ordinal)) return value;
        var file = directory.File(value[Mounted.Length..]);
        File.WriteAllText(file, "0123456789abcdef");
        return file;
    }
}
