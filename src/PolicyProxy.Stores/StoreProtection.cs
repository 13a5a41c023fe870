using Microsoft.Extensions.Logging;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Puts around a store what keeps records from being lost and requests from waiting when the store fails.</summary>
internal static class StoreProtection
{
    // What other gateways erase is known after that at the latest, even when their word of it is lost.
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(1);

    /// <summary>A journal around a memory around a guard around the store.</summary>
    /// <param name="store">The store, which is closed with the answer.</param>
    /// <param name="journalFolder">Where records wait while the store is away; what a gateway left there that is no more is taken over.</param>
    /// <param name="reassert">How far back a store that others share is told again what it may have lost.</param>
    /// <param name="metrics">What the stores count.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told when the store goes, comes, and loses something.</param>
    /// <exception cref="WindowStoreException">What was left in the journal cannot be read.</exception>
    public static JournaledWindowStore Protect(
        IWindowStore store, string journalFolder, TimeSpan reassert, StoreMetrics metrics, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return Protect(store, (store as RedisWindowStore)?.News, journalFolder, reassert, metrics, time, logger);
    }

    /// <summary>The same, where the store's news come from elsewhere; null for a store that loses nothing and that nobody else uses.</summary>
    internal static JournaledWindowStore Protect(
        IWindowStore store, IStoreNews? news, string journalFolder, TimeSpan reassert, StoreMetrics metrics, TimeProvider time, ILogger logger)
    {
        var journal = new RecordJournal(journalFolder, time);
        var guarded = new GuardedWindowStore(store, news is null ? null : WatchPeriod, metrics, time, logger);
        var remembering = new RememberingWindowStore(guarded, news, reassert, metrics, time, logger);
        return new(remembering, journal, new(journalFolder, time), news, metrics, time, logger);
    }
}
