using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>
/// Remembers last contacts in this process, to prove windows open without asking; and tells a store that may have lost records again
/// what it was told in the last minutes. Until that is done, the store proves no window closed.
/// </summary>
internal sealed class RememberingWindowStore : IWindowStore
{
    // What one generation of the cache holds; there are two.
    private const int CacheCapacity = 125_000;

    private const int ReassertSize = 256;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    // Other gateways have noticed by then, too, and told the store what they know.
    private static readonly TimeSpan OthersNeed = TimeSpan.FromSeconds(3);

    private readonly IWindowStore _inner;
    private readonly RecentRecords _recent;
    private readonly StoreMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ContactCache _cache = new(CacheCapacity);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _firstSeen = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private Task _reasserting = Task.CompletedTask;
    private bool _isDoubtedAnew;
    private volatile bool _isInDoubt;

    /// <summary>Remembers what a store is told.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="news">What it tells by itself; null for one that loses nothing and that nobody else uses.</param>
    /// <param name="reassert">How far back the store is told again; zero for not at all.</param>
    /// <param name="metrics">Is told of losses.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told of losses.</param>
    public RememberingWindowStore(IWindowStore inner, IStoreNews? news, TimeSpan reassert, StoreMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_inner, _metrics, _time, _logger) = (inner, metrics, time, logger);
        _recent = new(news is null ? TimeSpan.Zero : reassert);
        if (news is null) return;
        news.Doubted += Doubt;
        news.Erased += (conversation, time) => _cache.Merge(conversation, LastContact.ErasedAt(time));
        news.ErasuresMissed += _cache.Clear;
    }

    /// <inheritdoc/>
    public async Task RecordAsync(IReadOnlyList<WindowRecord> records, CancellationToken cancellationToken = default)
    {
        try
        {
            await _inner.RecordAsync(records, cancellationToken);
            Remember(records);
        }
        catch (WindowStoreException error) when (error.NotKept is { } notKept)
        {
            Remember([.. records.Except(notKept)]);
            throw;
        }
    }

    /// <inheritdoc/>
    public LastContact Recall(ConversationId conversation) => _cache.Find(conversation);

    /// <inheritdoc/>
    /// <exception cref="WindowStoreException">The store cannot say, or may have lost what it was told.</exception>
    public async Task<LastContact> FindAsync(ConversationId conversation, CancellationToken cancellationToken = default)
    {
        var found = await _inner.FindAsync(conversation, cancellationToken);
        // Also while the store is in doubt: what it says can prove the window open.
        _cache.Merge(conversation, found);
        return _isInDoubt ? throw new WindowStoreException("The store may have lost its latest records, which it is being told again.") : found;
    }

    /// <inheritdoc/>
    public async Task ForgetAsync(
        ConversationId conversation, DateTimeOffset time, DateTimeOffset keepUntil, CancellationToken cancellationToken = default)
    {
        await _inner.ForgetAsync(conversation, time, keepUntil, cancellationToken);
        _cache.Merge(conversation, LastContact.ErasedAt(time));
        _recent.AddErasure(new(conversation, time, keepUntil), _time.GetUtcNow());
    }

    /// <inheritdoc/>
    public async Task TieAsync(IReadOnlyList<ContactTie> ties, CancellationToken cancellationToken = default)
    {
        await _inner.TieAsync(ties, cancellationToken);
        _recent.AddTies(ties, _time.GetUtcNow());
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindTiesAsync(ConversationId conversation, CancellationToken cancellationToken = default) =>
        _inner.FindTiesAsync(conversation, cancellationToken);

    /// <inheritdoc/>
    public async Task<DateTimeOffset> FirstSeenAsync(string channel, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        if (_firstSeen.TryGetValue(channel, out var seen)) return seen;
        return _firstSeen[channel] = await _inner.FirstSeenAsync(channel, now, cancellationToken);
    }

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancellationToken = default) => _inner.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _reasserting;
        await _inner.DisposeAsync();
    }

    private void Remember(IReadOnlyList<WindowRecord> records)
    {
        foreach (var record in records) _cache.Merge(record.Conversation, LastContact.At(record.Time));
        _recent.Add(records, _time.GetUtcNow());
        if (!_isInDoubt) _recent.Prune(_time.GetUtcNow());
    }

    private void Doubt(string reason)
    {
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested) return;
            _isDoubtedAnew = true;
            if (_isInDoubt) return;
            _isInDoubt = true;
            _metrics.Doubted();
            Log.StoreDoubted(_logger, reason, _recent.Kept.TotalMinutes);
            _reasserting = Task.Run(ReassertAsync);
        }
    }

    private async Task ReassertAsync()
    {
        try
        {
            do
            {
                lock (_lock) _isDoubtedAnew = false;
                if (!await TryReassertAsync())
                {
                    lock (_lock) _isDoubtedAnew = true;
                    await Task.Delay(RetryPause, _stopping.Token);
                    continue;
                }

                await Task.Delay(OthersNeed, _stopping.Token);
            }
            while (!IsSettled());
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private bool IsSettled()
    {
        lock (_lock)
        {
            _isInDoubt = _isDoubtedAnew;
            return !_isInDoubt;
        }
    }

    private async Task<bool> TryReassertAsync()
    {
        try
        {
            await _inner.PingAsync(_stopping.Token);
            var (records, erasures, ties) = _recent.All();
            foreach (var (channel, seen) in _firstSeen) await _inner.FirstSeenAsync(channel, seen, _stopping.Token);
            foreach (var erasure in erasures) await _inner.ForgetAsync(erasure.Conversation, erasure.Time, erasure.KeepUntil, _stopping.Token);
            foreach (var some in records.Chunk(ReassertSize)) await TellAgainAsync(some);
            foreach (var some in ties.Chunk(ReassertSize)) await _inner.TieAsync(some, _stopping.Token);
            _metrics.Reasserted(records.Count);
            Log.Reasserted(_logger, records.Count);
            return true;
        }
        catch (WindowStoreException)
        {
            // Away once more.
            return false;
        }
    }

    private async Task TellAgainAsync(IReadOnlyList<WindowRecord> records)
    {
        try
        {
            await _inner.RecordAsync(records, _stopping.Token);
        }
        catch (WindowStoreException error) when (error.IsOfOneKey)
        {
            // The others were taken; that one's key is told of already.
        }
    }
}
