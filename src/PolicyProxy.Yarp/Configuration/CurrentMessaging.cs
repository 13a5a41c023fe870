using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using PolicyProxy.Yarp.Diagnostics;
using Yarp.ReverseProxy.Configuration;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>The policy that is in force: the last configuration that was valid.</summary>
public sealed class CurrentMessaging : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly IEnumerable<IProxyConfigProvider> _routes;
    private readonly ILogger<CurrentMessaging> _logger;
    private readonly List<IDisposable> _subscriptions = [];
    private volatile MessagingModel _model;

    /// <summary>Builds the first model.</summary>
    /// <exception cref="MessagingConfigurationException">The configuration has errors.</exception>
    internal CurrentMessaging(IConfiguration configuration, IEnumerable<IProxyConfigProvider> routes, ILogger<CurrentMessaging> logger)
    {
        _configuration = configuration;
        _routes = routes;
        _logger = logger;
        var errors = new List<string>();
        _model = Build(errors) ?? throw new MessagingConfigurationException(errors);

        // Channels and routes are published one after the other: whichever comes last finds both.
        _subscriptions.Add(ChangeToken.OnChange(configuration.GetReloadToken, Reload));
        foreach (var provider in _routes) _subscriptions.Add(ChangeToken.OnChange(() => provider.GetConfig().ChangeToken, Reload));
    }

    /// <summary>The model in force; a request takes it once.</summary>
    public MessagingModel Model => _model;

    /// <inheritdoc/>
    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    private MessagingModel? Build(List<string> errors) =>
        MessagingModel.Build(_configuration, [.. _routes.SelectMany(provider => provider.GetConfig().Routes)], errors);

    private void Reload()
    {
        var errors = new List<string>();
        if (Build(errors) is { } model) _model = model;
        else Log.ConfigurationRejected(_logger, string.Join(' ', errors));
    }
}
