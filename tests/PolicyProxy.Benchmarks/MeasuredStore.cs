using System.Diagnostics;
using PolicyProxy.Stores;
using PolicyProxy.Windows;

namespace PolicyProxy.Benchmarks;

/// <summary>A new and empty store to measure, gone afterwards: a file on the disk that this program lies on, or a Redis of its own.</summary>
internal sealed class MeasuredStore : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _directory;
    private readonly RedisProcess? _redis;

    private MeasuredStore(IWindowStore store, string directory, RedisProcess? redis) => (Store, _directory, _redis) = (store, directory, redis);

    /// <summary>The names of the stores that can be measured here.</summary>
    public static IEnumerable<string> Names => RedisProcess.IsInstalled ? ["Sqlite", "Redis"] : ["Sqlite"];

    /// <summary>The store.</summary>
    public IWindowStore Store { get; }

    /// <summary>Opens one, with nothing around it.</summary>
    public static async Task<MeasuredStore> OpenAsync(string name)
    {
        // The system's directory for temporary files is often in memory.
        var directory = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"store-{Guid.NewGuid():N}")).FullName;
        if (name == "Sqlite") return new(SqliteWindowStore.Open($"Data Source={Path.Combine(directory, "windows.db")}", Limit, TimeProvider.System), directory, null);

        var redis = await RedisProcess.StartAsync(directory);
        var store = RedisWindowStore.Create(redis.ConnectionString, Limit, TimeProvider.System);
        await ConnectAsync(store);
        return new(store, directory, redis);
    }

    private static async Task ConnectAsync(RedisWindowStore store)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            try
            {
                await store.PingAsync();
                return;
            }
            catch (WindowStoreException) when (waited.Elapsed < Limit)
            {
                // Not yet.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
