namespace PolicyProxy.Gateway.Configuration;

/// <summary>Gives the framework's configuration the values of the policy file, once they are known to be valid.</summary>
internal sealed class PolicyFileProvider : ConfigurationProvider, IConfigurationSource
{
    /// <summary>The values by key.</summary>
    public IDictionary<string, string?> Values
    {
        set => Data = value;
    }

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Tells everybody who reads the configuration that it has changed.</summary>
    public void Publish() => OnReload();
}
