using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Gateway.Configuration;

/// <summary>Configuration keys given on the command line: <c>--Section:Key VALUE</c> or <c>--Section:Key=VALUE</c>.</summary>
internal static class Overrides
{
    /// <summary>Reads the keys and their values.</summary>
    /// <exception cref="MessagingConfigurationException">Something is neither.</exception>
    public static IReadOnlyDictionary<string, string?> Read(IReadOnlyList<string> tokens)
    {
        var overrides = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var errors = new List<string>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            var equals = token.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? token : token[..equals];
            if (!key.StartsWith("--", StringComparison.Ordinal) || !key.Contains(':', StringComparison.Ordinal))
                errors.Add($"{key}: is not a known option; --config FILE or a configuration key (--Messaging:Store:Provider Redis) belongs here. See --help.");
            else if (equals >= 0) overrides[key[2..]] = token[(equals + 1)..];
            else if (i + 1 < tokens.Count) overrides[key[2..]] = tokens[++i];
            else errors.Add($"{key}: has no value; write {key} VALUE.");
        }

        return errors.Count == 0 ? overrides : throw new MessagingConfigurationException(errors);
    }
}
