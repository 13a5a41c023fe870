using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using PolicyProxy.Platforms;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Adds the platforms that the <c>Platforms</c> section describes to those that there are.</summary>
/// <param name="platforms">Those that there are, by name.</param>
/// <param name="errors">Takes one line an error.</param>
internal sealed class PlatformsReader(FrozenDictionary<string, IPlatform> platforms, ICollection<string> errors)
{
    /// <summary>The configuration section that describes platforms.</summary>
    public const string SectionName = "Platforms";

    /// <summary>All platforms, by name; null for one whose description has errors.</summary>
    public FrozenDictionary<string, IPlatform?> Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(SectionName);
        if (!string.IsNullOrEmpty(section.Value)) errors.Add($"{SectionName}: is a single value; an object with a name for each platform belongs here.");

        var all = platforms.ToDictionary(pair => pair.Key, IPlatform? (pair) => pair.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var described in section.GetChildren()) all.TryAdd(described.Key, Read(described));
        return all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private IPlatform? Read(IConfigurationSection section)
    {
        var name = section.Key;
        if (name.Length > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ' '))
            errors.Add($"{section.Path}: a platform's name has 1 to 64 letters, digits, blanks, '_', '-' and '.'.");
        if (platforms.ContainsKey(name)) errors.Add($"{section.Path}: there is a platform of this name already; give it one of its own.");
        return new PlatformReader(section.Path, errors).Read(name, new OptionsReader(errors).Read<PlatformOptions>(section));
    }
}
