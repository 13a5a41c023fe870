using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>Says what the gateway finds wrong with a configuration file.</summary>
internal static class ConfigurationErrors
{
    public static IReadOnlyList<string> Of(GatewaySettings settings, params (string Key, string? Value)[] commandLine) =>
        Of(settings.ToJson(), commandLine);

    public static IReadOnlyList<string> Of(string json, params (string Key, string? Value)[] commandLine)
    {
        using var directory = new TestDirectory();
        File.WriteAllText(directory.File("policyproxy.json"), json);
        try
        {
            PolicyFile.Open(directory.File("policyproxy.json"), commandLine.ToDictionary(pair => pair.Key, pair => pair.Value)).Dispose();
            return [];
        }
        catch (MessagingConfigurationException exception)
        {
            return exception.Errors;
        }
    }
}
