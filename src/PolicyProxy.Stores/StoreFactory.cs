using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PolicyProxy.Windows;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>Opens the store that the configuration names.</summary>
internal static class StoreFactory
{
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with a store's connection string; null when nothing is.</summary>
    public static string? Problem(StoreOptions options)
    {
        // Neither message repeats the string: it can hold a password.
        var wanted = options.Provider == StoreProvider.Redis ? "\"localhost:6379\", with options after commas," : "\"Data Source=data/windows.db\"";
        try
        {
            var isComplete = options.Provider == StoreProvider.Redis
                ? ConfigurationOptions.Parse(options.ConnectionString).EndPoints.Count > 0
                : new SqliteConnectionStringBuilder(options.ConnectionString).DataSource.Length > 0;
            return isComplete ? null : $"names no place for {options.Provider}; {wanted} belongs here.";
        }
        catch (ArgumentException)
        {
            return $"is not one for {options.Provider}; {wanted} belongs here.";
        }
    }

    /// <summary>Opens the store for a gateway, with all that keeps records from being lost.</summary>
    /// <param name="options">The options.</param>
    /// <param name="metrics">What the stores count.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told when the store goes, comes and loses something.</param>
    /// <exception cref="WindowStoreException">It cannot be opened; the message says why and what to do.</exception>
    public static async Task<JournaledWindowStore> OpenAsync(StoreOptions options, StoreMetrics metrics, TimeProvider time, ILogger logger)
    {
        var store = OpenBare(options, time, logger);
        try
        {
            return StoreProtection.Protect(store, options.Journal, TimeSpan.FromMinutes(options.ReassertMinutes), metrics, time, logger);
        }
        catch (WindowStoreException)
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the store for a command, which may work beside a running gateway and can wait longer than a request.</summary>
    /// <exception cref="WindowStoreException">It cannot be opened; the message says why and what to do.</exception>
    public static IListedWindowStore OpenBesideGateway(StoreOptions options, TimeProvider time) => options.Provider == StoreProvider.Redis
        ? RedisWindowStore.Create(options.ConnectionString, CommandTimeout, time)
        : SqliteWindowStore.Open(options.ConnectionString, CommandTimeout, time, besideGateway: true);

    /// <summary>Opens the store itself, with nothing around it.</summary>
    /// <exception cref="WindowStoreException">It cannot be opened; the message says why and what to do.</exception>
    public static IWindowStore OpenBare(StoreOptions options, TimeProvider time, ILogger logger)
    {
        var timeout = TimeSpan.FromMilliseconds(options.OperationTimeoutMs);
        return options.Provider == StoreProvider.Redis
            ? RedisWindowStore.Create(options.ConnectionString, timeout, time, logger, options.Journal)
            : SqliteWindowStore.Open(options.ConnectionString, timeout, time);
    }
}
