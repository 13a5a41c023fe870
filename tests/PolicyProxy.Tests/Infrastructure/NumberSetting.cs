using System.Globalization;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A number that the environment sets for the tests.</summary>
internal static class NumberSetting
{
    /// <summary>The value of a variable; null when it holds no number.</summary>
    public static int? Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
