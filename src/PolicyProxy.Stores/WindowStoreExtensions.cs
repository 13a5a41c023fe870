using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Gives a host the store that its configuration names.</summary>
public static class WindowStoreExtensions
{
    /// <summary>
    /// Adds the store of <c>Messaging.Store</c>, SQLite or Redis, as the host's <see cref="IWindowStore"/>: with a journal for what the
    /// store does not take and for refusals that are told later, and a memory of what it holds. It is opened when the host starts, and closed when the host ends; what is
    /// wrong with it then is a <see cref="WindowStoreException"/>.
    /// </summary>
    /// <param name="services">The host's services, with <see cref="StoreOptions"/> among them: <c>AddMessagingPolicy</c> sees to that.</param>
    public static IServiceCollection AddWindowStore(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StoreMetrics>();
        services.AddSingleton(provider => ((JournaledWindowStore)provider.GetRequiredService<IWindowStore>()).Refusals);
        return services.AddSingleton<IWindowStore>(Open);
    }

    // It waits only to close what could not be opened to the end.
    private static JournaledWindowStore Open(IServiceProvider services) => StoreFactory.OpenAsync(
        services.GetRequiredService<StoreOptions>(),
        services.GetRequiredService<StoreMetrics>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILoggerFactory>().CreateLogger("PolicyProxy.Stores")).GetAwaiter().GetResult();
}
