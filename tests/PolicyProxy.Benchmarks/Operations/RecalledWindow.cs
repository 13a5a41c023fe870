using Microsoft.Extensions.Logging.Abstractions;
using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Windows;

namespace PolicyProxy.Benchmarks.Operations;

/// <summary>A window that the gateway remembers, and so need not ask its store about.</summary>
internal sealed class RecalledWindow : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly ConversationId Conversation = new("messenger", "", "253817190012345");

    private readonly string _directory;
    private readonly StoreMetrics _metrics;
    private readonly JournaledWindowStore _store;

    private RecalledWindow(string directory, StoreMetrics metrics, JournaledWindowStore store) =>
        (_directory, _metrics, _store) = (directory, metrics, store);

    /// <summary>Recalls it.</summary>
    public Operation Recall => Operation.Of("Recall: a window in the cache", () =>
        _store.Recall(Conversation) is { Time: not null } contact ? contact : throw new InvalidOperationException("The window is not remembered."));

    /// <summary>Opens a store with everything around it that the gateway has there, and records the window.</summary>
    public static async Task<RecalledWindow> OpenAsync()
    {
        var directory = Directory.CreateTempSubdirectory("policyproxy-benchmark-").FullName;
        var sqlite = SqliteWindowStore.Open($"Data Source={Path.Combine(directory, "windows.db")}", Limit, TimeProvider.System);
        var metrics = new StoreMetrics();
        var journal = Path.Combine(directory, "journal");
        var store = StoreProtection.Protect(sqlite, journal, TimeSpan.Zero, metrics, TimeProvider.System, NullLogger.Instance);
        var now = TimeProvider.System.GetUtcNow();
        await store.RecordAsync([new WindowRecord(Conversation, now, now.AddDays(2))]);
        return new(directory, metrics, store);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _metrics.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
