using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using PolicyProxy.Platforms;
using PolicyProxy.Yarp.Diagnostics;
using Yarp.ReverseProxy.Configuration;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>
/// The policy that is in force. It is built from the very routes that YARP is about to apply and goes with them: YARP publishes both in
/// one step, or, when either has errors, neither.
/// </summary>
public sealed class CurrentMessaging : IConfigChangeListener, IProxyConfigFilter
{
    private readonly IConfiguration _configuration;
    private readonly FrozenDictionary<string, IPlatform> _platforms;
    private readonly ILogger<CurrentMessaging> _logger;
    private volatile MessagingModel _model;
    private List<string> _errors = [];
    private MessagingModel? _next;
    private long _builds;

    /// <summary>Builds the first model, so that errors are known before anything is mapped.</summary>
    /// <exception cref="MessagingConfigurationException">The configuration has errors.</exception>
    internal CurrentMessaging(
        IConfiguration configuration, IEnumerable<IProxyConfigProvider> routes, FrozenDictionary<string, IPlatform> platforms, ILogger<CurrentMessaging> logger)
    {
        _configuration = configuration;
        _platforms = platforms;
        _logger = logger;
        _model = Build(routes.Select(provider => provider.GetConfig())) ?? throw new MessagingConfigurationException(_errors);
    }

    /// <summary>The model in force, to look at as a whole; a request has the one of the route it matched.</summary>
    public MessagingModel Model => _model;

    /// <inheritdoc/>
    void IConfigChangeListener.ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        _next = Build(proxyConfigs);
        if (_next is null) Log.ConfigurationRejected(_logger, string.Join(' ', _errors));
    }

    /// <inheritdoc/>
    ValueTask<RouteConfig> IProxyConfigFilter.ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel)
    {
        var model = _next ?? throw new MessagingConfigurationException(_errors);
        if (model.Find(route.RouteId) is not { } policy) return new(route);

        // The limit goes with the route: YARP would look for it among policies that are fixed at the start.
        return new(route with { Metadata = new PolicyMetadata(route.Metadata, policy, _builds), RateLimiterPolicy = null });
    }

    /// <inheritdoc/>
    ValueTask<ClusterConfig> IProxyConfigFilter.ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) => new(cluster);

    /// <summary>Tells that another model has come into force.</summary>
    internal event Action? Applied;

    /// <inheritdoc/>
    void IConfigChangeListener.ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        _model = _next ?? _model;
        Applied?.Invoke();
    }

    /// <inheritdoc/>
    void IConfigChangeListener.ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
        // The model in force is still that of the routes in force.
    }

    /// <inheritdoc/>
    void IConfigChangeListener.ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
        // YARP logs it, and keeps the routes that it has.
    }

    private MessagingModel? Build(IEnumerable<IProxyConfig> proxyConfigs)
    {
        _builds++;
        _errors = [];
        return MessagingModel.Build(_configuration, [.. proxyConfigs.SelectMany(config => config.Routes)], _errors, _platforms);
    }
}
