using Microsoft.Extensions.Logging;
using PolicyProxy.Stores;
using PolicyProxy.Windows;
using Serilog.Core;
using Serilog.Extensions.Logging;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A store with all that the gateway puts around it, and what it writes to the log.</summary>
internal sealed class ProtectedStore : IAsyncDisposable
{
    private readonly StoreMetrics _metrics = new();
    private readonly Logger _serilog;

    /// <summary>Opens and protects a store, which is closed with it.</summary>
    public ProtectedStore(Func<ILogger, IWindowStore> open, string journal, TimeProvider time, TimeSpan? reassert = null)
    {
        _serilog = new Serilog.LoggerConfiguration().WriteTo.Sink(Log).CreateLogger();
        var logger = new SerilogLoggerFactory(_serilog).CreateLogger("stores");
        Store = StoreProtection.Protect(open(logger), journal, reassert ?? TimeSpan.FromMinutes(10), _metrics, time, logger);
    }

    public JournaledWindowStore Store { get; }

    public LogLines Log { get; } = new();

    /// <summary>Opens a gateway's store on a Redis.</summary>
    public static ProtectedStore OnRedis(string connectionString, string journal, TimeSpan limit, TimeSpan? reassert = null) =>
        new(logger => RedisWindowStore.Create(connectionString, limit, TimeProvider.System, logger, journal), journal, TimeProvider.System, reassert);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _metrics.Dispose();
        await _serilog.DisposeAsync();
    }
}
