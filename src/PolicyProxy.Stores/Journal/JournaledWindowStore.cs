using Microsoft.Extensions.Logging;
using PolicyProxy.Policy;
using PolicyProxy.Refusals;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>
/// Loses no record while a store is away: what the store does not take waits in a journal on the local disk, counts as known, and is
/// handed over when the store is back, also after a crash.
/// </summary>
internal sealed class JournaledWindowStore : IWindowStore
{
    // While the store is away an attempt costs nothing; what its key refuses is for an operator to mend.
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(30);

    // Each client who writes again lets it be tried again.
    private static readonly TimeSpan RefusedTellPause = TimeSpan.FromMinutes(1);

    private readonly IWindowStore _inner;
    private readonly RecordJournal _journal;
    private readonly RefusalJournal _refusals;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly Task _replaying;
    private int _isJournalProblemTold;
    private long? _refusedTold;

    internal JournaledWindowStore(
        IWindowStore inner, RecordJournal journal, RefusalJournal refusals, IStoreNews? news, StoreMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_inner, _journal, _refusals, _time, _logger) = (inner, journal, refusals, time, logger);
        var unreadable = journal.UnreadableLines + refusals.UnreadableLines;
        if (unreadable > 0) Log.JournalLinesUnreadable(logger, unreadable, journal.Folder);
        if (news is not null) news.Erased += journal.Forget;
        metrics.ObserveJournal(() => journal.Count);
        _replaying = Task.Run(ReplayAsync);
    }

    /// <summary>How many conversations have a record that waits in the journal.</summary>
    public int WaitingRecords => _journal.Count;

    /// <summary>The refusals that are told later, which wait in the same folder.</summary>
    public IRefusalJournal Refusals => _refusals;

    /// <summary>Where records wait.</summary>
    public string JournalFolder => _journal.Folder;

    /// <summary>Sees whether a record could be put into the journal now, by writing to it. What changes about that is in the log.</summary>
    /// <exception cref="WindowStoreException">It could not; the message names the folder and says why.</exception>
    public async Task TryJournalAsync()
    {
        try
        {
            await _journal.AppendAsync([]);
            if (Interlocked.Exchange(ref _isJournalProblemTold, 0) == 1) Log.JournalUsable(_logger, _journal.Folder);
        }
        catch (WindowStoreException error)
        {
            if (Interlocked.Exchange(ref _isJournalProblemTold, 1) == 0) Log.JournalUnusable(_logger, error.Message);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="WindowStoreException">Neither the store nor the journal takes the records.</exception>
    public async Task RecordAsync(IReadOnlyList<WindowRecord> records, CancellationToken cancellationToken = default)
    {
        try
        {
            await _inner.RecordAsync(records, cancellationToken);
        }
        catch (WindowStoreException error)
        {
            await _journal.AppendAsync(StoredWindow.Live(error.NotKept ?? records, _time.GetUtcNow()));
            Wake();
        }
    }

    /// <inheritdoc/>
    public LastContact Recall(ConversationId conversation) => _inner.Recall(conversation).Merge(_journal.Find(conversation));

    /// <inheritdoc/>
    public Task<LastContact> FindAsync(ConversationId conversation, CancellationToken cancellationToken = default)
    {
        // In this order: what is handed over in between is seen twice rather than never.
        var waiting = _journal.Find(conversation).Time;
        var finding = _inner.FindAsync(conversation, cancellationToken);
        return waiting is { } time ? MergeAsync(finding, time) : finding;
    }

    /// <inheritdoc/>
    public async Task ForgetAsync(
        ConversationId conversation, DateTimeOffset time, DateTimeOffset keepUntil, CancellationToken cancellationToken = default)
    {
        await _inner.ForgetAsync(conversation, time, keepUntil, cancellationToken);
        _journal.Forget(conversation, time);

        // What its key refused can be kept now.
        Wake();
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
    public Task TieAsync(IReadOnlyList<ContactTie> ties, CancellationToken cancellationToken = default) => _inner.TieAsync(ties, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindTiesAsync(ConversationId conversation, CancellationToken cancellationToken = default) =>
        _inner.FindTiesAsync(conversation, cancellationToken);

    /// <inheritdoc/>
    public Task<DateTimeOffset> FirstSeenAsync(string channel, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        _inner.FirstSeenAsync(channel, now, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationId>> TakeDueAsync(
        string channel, DateTimeOffset now, DateTimeOffset again, int most, CancellationToken cancellationToken = default) =>
        _inner.TakeDueAsync(channel, now, again, most, cancellationToken);

    /// <inheritdoc/>
    public Task SetDueAsync(ConversationId conversation, DateTimeOffset again, DateTimeOffset? due, CancellationToken cancellationToken = default) =>
        _inner.SetDueAsync(conversation, again, due, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Those that wait are due once the store has them. In this order: what is handed over in between is found in the store.</remarks>
    public Task<int> SeedDueAsync(string channel, TimeSpan notifyAfter, TimeSpan window, CancellationToken cancellationToken = default)
    {
        _journal.SeedDue(channel, notifyAfter, openSince: _time.GetUtcNow() - window);
        return _inner.SeedDueAsync(channel, notifyAfter, window, cancellationToken);
    }

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancellationToken = default) => _inner.PingAsync(cancellationToken);

    /// <summary>Closes the journal, whose records wait for the next start, and the store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _replaying;
        await _journal.DisposeAsync();
        await _refusals.DisposeAsync();
        await _inner.DisposeAsync();
    }

    private static async Task<LastContact> MergeAsync(Task<LastContact> finding, DateTimeOffset waiting) => (await finding).Merge(waiting);

    private void Wake()
    {
        if (_news.CurrentCount == 0) _news.Release();
    }

    private async Task ReplayAsync()
    {
        try
        {
            await LookAtJournalAsync();
            while (true)
            {
                var pause = _journal.NeedsReplay ? await TryReplayAsync() : Timeout.InfiniteTimeSpan;
                if (pause == RetryPause) await Task.Delay(pause, _stopping.Token);
                else await _news.WaitAsync(pause, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    // Before the outage that it is for: nobody may ask for a long time.
    private async Task LookAtJournalAsync()
    {
        try
        {
            await TryJournalAsync();
        }
        catch (WindowStoreException)
        {
            // The log says so.
        }
    }

    private void TellRefused(int left)
    {
        if (left == 0) _refusedTold = null;
        if (left == 0 || (_refusedTold is { } last && _time.GetElapsedTime(last) < RefusedTellPause)) return;
        _refusedTold = _time.GetTimestamp();
        Log.JournalRefused(_logger, left);
    }

    private async Task<TimeSpan> TryReplayAsync()
    {
        try
        {
            var (stored, left) = await _journal.ReplayAsync(records => _inner.RecordAsync(records, _stopping.Token));
            if (stored > 0) Log.JournalReplayed(_logger, stored);
            TellRefused(left);
            return left > 0 ? RefusedPause : RetryPause;
        }
        catch (WindowStoreException)
        {
            // Still away, which whoever guards the store has told.
            return RetryPause;
        }
    }
}
