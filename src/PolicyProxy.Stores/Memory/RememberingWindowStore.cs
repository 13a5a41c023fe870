using Microsoft.Extensions.Logging;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>
/// Remembers last contacts in this process, to prove windows open without asking, and what the store was told in the last minutes, to
/// tell it again when it may have lost that. Until that is done, the store proves no window closed.
/// </summary>
internal sealed class RememberingWindowStore : IWindowStore
{
    // Two million, in 64 MB at most; a quarter of that for a quarter of a million.
    private const int CacheCapacity = 1 << 21;

    // How far the clocks of platforms and gateways may be apart.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private static readonly Task<bool> NothingToAsk = Task.FromResult(true);

    private readonly IWindowStore _inner;
    private readonly RecentRecords _recent;
    private readonly Reassertion _reassertion;
    private readonly TimeProvider _time;
    private readonly ContactCache _cache;

    /// <summary>Remembers what a store is told.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="news">What it tells by itself; null for one that loses nothing and that nobody else uses.</param>
    /// <param name="reassert">How far back the store is told again; zero for not at all.</param>
    /// <param name="metrics">Is told of losses.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told of losses.</param>
    public RememberingWindowStore(IWindowStore inner, IStoreNews? news, TimeSpan reassert, StoreMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_inner, _time, _cache) = (inner, time, new(CacheCapacity, time));
        _recent = new(news is null ? TimeSpan.Zero : reassert);
        _reassertion = new(inner, _recent, metrics, logger);
        if (news is null) return;
        news.Doubted += _reassertion.Doubt;
        news.Emptied += _reassertion.TellAgain;
        news.Erased += (conversation, time) => _cache.Merge(conversation, LastContact.ErasedAt(time));
        news.ErasuresMissed += _cache.Clear;
    }

    /// <inheritdoc/>
    public async Task RecordAsync(IReadOnlyList<WindowRecord> records, CancellationToken cancellationToken = default)
    {
        var learning = TryLearnErasuresAsync(records);
        try
        {
            await _inner.RecordAsync(records, cancellationToken);
            Remember(records, await learning);
        }
        catch (WindowStoreException error) when (error.NotKept is { } notKept)
        {
            Remember([.. records.Except(notKept)], await learning);
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
        return _reassertion.IsInDoubt ? throw new WindowStoreException("The store may have lost its latest records, which it is being told again.") : found;
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
    public Task<bool> TryCountSendAsync(CountedSend send, int most, CancellationToken cancellationToken = default) =>
        _inner.TryCountSendAsync(send, most, cancellationToken);

    /// <inheritdoc/>
    public Task UncountSendAsync(CountedSend send, CancellationToken cancellationToken = default) => _inner.UncountSendAsync(send, cancellationToken);

    /// <inheritdoc/>
    public Task<int> FindSendsAsync(ConversationId conversation, DateTimeOffset since, CancellationToken cancellationToken = default) =>
        _inner.FindSendsAsync(conversation, since, cancellationToken);

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
        if (_recent.FirstSeen(channel) is { } seen) return seen;
        seen = await _inner.FirstSeenAsync(channel, now, cancellationToken);
        _recent.AddFirstSeen(channel, seen);
        return seen;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationId>> TakeDueAsync(
        string channel, DateTimeOffset now, DateTimeOffset again, int most, CancellationToken cancellationToken = default) =>
        _inner.TakeDueAsync(channel, now, again, most, cancellationToken);

    /// <inheritdoc/>
    public Task SetDueAsync(ConversationId conversation, DateTimeOffset again, DateTimeOffset? due, CancellationToken cancellationToken = default) =>
        _inner.SetDueAsync(conversation, again, due, cancellationToken);

    /// <inheritdoc/>
    public Task<int> SeedDueAsync(string channel, TimeSpan notifyAfter, TimeSpan window, CancellationToken cancellationToken = default) =>
        _inner.SeedDueAsync(channel, notifyAfter, window, cancellationToken);

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancellationToken = default) => _inner.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _reassertion.DisposeAsync();
        await _inner.DisposeAsync();
    }

    /// <summary>
    /// Takes in what the store knows of conversations of which an erasure may have been forgotten here that is later than the record: in
    /// this memory the record would open a window that the store keeps closed.
    /// </summary>
    /// <returns>False when the store does not say.</returns>
    private Task<bool> TryLearnErasuresAsync(IReadOnlyList<WindowRecord> records)
    {
        var since = _cache.Since + Skew;
        List<Task>? asking = null;
        for (var i = 0; i < records.Count; i++)
        {
            // Nearly always the client wrote just now.
            if (records[i].Time >= since || _cache.Find(records[i].Conversation) != LastContact.Never) continue;
            (asking ??= []).Add(LearnAsync(records[i].Conversation));
        }

        return asking is null ? NothingToAsk : TryWaitAsync(asking);
    }

    private async Task LearnAsync(ConversationId conversation) => _cache.Merge(conversation, await _inner.FindAsync(conversation));

    private static async Task<bool> TryWaitAsync(List<Task> asking)
    {
        try
        {
            await Task.WhenAll(asking);
            return true;
        }
        catch (WindowStoreException)
        {
            // The first send asks again.
            return false;
        }
    }

    private void Remember(IReadOnlyList<WindowRecord> records, bool knowsErasures)
    {
        for (var i = 0; knowsErasures && i < records.Count; i++) _cache.Merge(records[i].Conversation, LastContact.At(records[i].Time));
        var now = _time.GetUtcNow();
        if (_recent.Add(records, now) && !_reassertion.IsInDoubt) _recent.Prune(now);
    }
}
