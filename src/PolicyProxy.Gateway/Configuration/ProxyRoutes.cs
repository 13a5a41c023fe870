using System.Text.RegularExpressions;
using Yarp.ReverseProxy.Configuration;

namespace PolicyProxy.Gateway.Configuration;

/// <summary>Reads YARP's section the way YARP does, and validates it without applying it.</summary>
internal static partial class ProxyRoutes
{
    private static readonly Dictionary<string, DestinationConfig> EmptyDestinations = [];

    /// <summary>The routes of a <c>ReverseProxy</c> section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="errors">Takes one line an error.</param>
    public static IReadOnlyList<RouteConfig> Read(IConfigurationSection section, List<string> errors)
    {
        using var provider = Provide(section);
        if (Load(provider, out var problem) is not { } proxy)
        {
            var named = section.GetSection("Routes").GetChildren().Concat(section.GetSection("Clusters").GetChildren()).Select(Fault).OfType<string>().ToList();
            errors.AddRange(named.Count > 0 ? named : [$"{section.Path}: {problem}"]);
            return [];
        }

        var validator = provider.GetRequiredService<IConfigValidator>();
        foreach (var route in proxy.Routes)
        {
            // Rate limits are the policy's: YARP knows none.
            Report($"ReverseProxy:Routes:{route.RouteId}", validator.ValidateRouteAsync(route with { RateLimiterPolicy = null }), errors);
            if (!proxy.Clusters.Any(cluster => cluster.ClusterId.Equals(route.ClusterId, StringComparison.OrdinalIgnoreCase)))
                errors.Add($"ReverseProxy:Routes:{route.RouteId}:ClusterId: the cluster \"{route.ClusterId}\" does not exist; there are {string.Join(", ", proxy.Clusters.Select(cluster => cluster.ClusterId))}.");
        }

        foreach (var twins in proxy.Routes.GroupBy(Matched).Where(twins => twins.Count() > 1))
            errors.Add($"ReverseProxy:Routes:{twins.Last().RouteId}: matches what {twins.First().RouteId} matches, so that requests would go to neither; give it another Match or Order, or remove it.");

        foreach (var (cluster, name, destination) in proxy.Clusters.SelectMany(cluster => (cluster.Destinations ?? EmptyDestinations).Select(pair => (cluster, pair.Key, pair.Value))))
        {
            if (!Uri.TryCreate(destination.Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                errors.Add($"ReverseProxy:Clusters:{cluster.ClusterId}:Destinations:{name}:Address: \"{destination.Address}\" is not right; an address such as https://graph.facebook.com/ belongs here.");
        }

        foreach (var cluster in proxy.Clusters) Report($"ReverseProxy:Clusters:{cluster.ClusterId}", validator.ValidateClusterAsync(cluster), errors);
        return proxy.Routes;
    }

    private static ServiceProvider Provide(IConfigurationSection section)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRouting();
        services.AddReverseProxy().LoadFromConfig(section);
        return services.BuildServiceProvider();
    }

    private static IProxyConfig? Load(ServiceProvider provider, out string? problem)
    {
        try
        {
            problem = null;
            return provider.GetRequiredService<IProxyConfigProvider>().GetConfig();
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentException)
        {
            problem = exception.Message;
            return null;
        }
    }

    // YARP stops at the first value of a wrong kind, and does not say whose it is: so each route and cluster is read by itself.
    private static string? Fault(IConfigurationSection entry)
    {
        var alone = new ConfigurationBuilder().AddInMemoryCollection(entry.AsEnumerable()).Build();
        using var provider = Provide(alone.GetSection(entry.Path.Split(':')[0]));
        return Load(provider, out var problem) is null ? $"{entry.Path}: {problem}" : null;
    }

    // What routing tells routes apart by: not by the names of their parameters.
    private static (int Order, RouteMatch Match) Matched(RouteConfig route) =>
        (route.Order ?? 0, route.Match with { Path = ParameterName().Replace($"/{route.Match.Path?.Trim('/')}", "{$1").ToLowerInvariant() });

    [GeneratedRegex(@"\{(\*{0,2})[^}:=?*]+")]
    private static partial Regex ParameterName();

    // YARP validates synchronously for everything that a file can say.
    private static void Report(string key, ValueTask<IList<Exception>> validation, List<string> errors)
    {
        foreach (var error in validation.AsTask().GetAwaiter().GetResult()) errors.Add($"{key}: {error.Message}");
    }
}
