using PolicyProxy.Tests.Infrastructure;

namespace PolicyProxy.Tests.Commands;

/// <summary>A test that runs the gateway as a process, in a directory with a configuration file.</summary>
public abstract class CommandTest : IDisposable
{
    private readonly TestDirectory _directory = new();

    /// <summary>The configuration file's path.</summary>
    protected string ConfigurationFile => _directory.File("gateway.json");

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Save(GatewaySettings settings) => File.WriteAllText(ConfigurationFile, settings.ToJson());

    /// <summary>A file in the directory that the process runs in.</summary>
    private protected string FileOf(string name) => _directory.File(name);

    private protected GatewayProcess Start(params string[] arguments) => GatewayProcess.Start(_directory.Path, arguments);

    private protected GatewayProcess Start(string[] arguments, params (string Name, string Value)[] environment) =>
        GatewayProcess.Start(_directory.Path, arguments, environment);

    private protected Task<GatewayProcess> RunWithinAsync(int descriptors) =>
        GatewayProcess.RunWithinAsync(descriptors, _directory.Path, "--config", ConfigurationFile);

    private protected Task<GatewayProcess> RunAsync(params (string Name, string Value)[] environment) =>
        GatewayProcess.RunAsync(_directory.Path, ["--config", ConfigurationFile], environment);
}
