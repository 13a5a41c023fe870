using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>
/// Keeps everybody from waiting for a store that is away: after the first call that fails, calls fail at once, until a probe in the
/// background finds that the store answers again.
/// </summary>
internal sealed class GuardedWindowStore : IWindowStore
{
    /// <summary>How often a store that is away is tried.</summary>
    public static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(250);

    // A store that comes and goes (one of a cluster's servers) is not to fill the log.
    private static readonly TimeSpan LogPause = TimeSpan.FromSeconds(10);

    private readonly IWindowStore _inner;
    private readonly StoreMetrics _metrics;
    private readonly ILogger _logger;
    private readonly UnreadableValues _unreadable;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly Task _watching;
    private volatile string? _problem;
    private Task _probing = Task.CompletedTask;
    private long _lastLogged = long.MinValue;

    /// <summary>Guards a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="watch">How often to look after the store while it works, for one that others use too; null for never.</param>
    /// <param name="metrics">Is told how long calls take.</param>
    /// <param name="time">The clock by which the log is kept from filling up.</param>
    /// <param name="logger">Is told when the store goes and comes.</param>
    public GuardedWindowStore(IWindowStore inner, TimeSpan? watch, StoreMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_inner, _metrics, _logger, _unreadable) = (inner, metrics, logger, new(time, logger));
        _watching = watch is { } period ? Task.Run(() => WatchAsync(period)) : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RecordAsync(IReadOnlyList<WindowRecord> records, CancellationToken cancellationToken = default) =>
        CallAsync("record", (records, cancellationToken), static (store, ask) => store.RecordAsync(ask.records, ask.cancellationToken));

    /// <inheritdoc/>
    public Task<LastContact> FindAsync(ConversationId conversation, CancellationToken cancellationToken = default) =>
        AskAsync("find", (conversation, cancellationToken), static (store, ask) => store.FindAsync(ask.conversation, ask.cancellationToken));

    /// <inheritdoc/>
    public LastContact Recall(ConversationId conversation) => _inner.Recall(conversation);

    /// <inheritdoc/>
    public Task ForgetAsync(
        ConversationId conversation, DateTimeOffset time, DateTimeOffset keepUntil, CancellationToken cancellationToken = default) =>
        CallAsync(
            "forget",
            (conversation, time, keepUntil, cancellationToken),
            static (store, ask) => store.ForgetAsync(ask.conversation, ask.time, ask.keepUntil, ask.cancellationToken));

    /// <inheritdoc/>
    public Task<bool> TryCountSendAsync(CountedSend send, int most, CancellationToken cancellationToken = default) =>
        AskAsync("count-send", (send, most, cancellationToken), static (store, ask) => store.TryCountSendAsync(ask.send, ask.most, ask.cancellationToken));

    /// <inheritdoc/>
    public Task UncountSendAsync(CountedSend send, CancellationToken cancellationToken = default) =>
        CallAsync("uncount-send", (send, cancellationToken), static (store, ask) => store.UncountSendAsync(ask.send, ask.cancellationToken));

    /// <inheritdoc/>
    public Task<int> FindSendsAsync(ConversationId conversation, DateTimeOffset since, CancellationToken cancellationToken = default) =>
        AskAsync("find-sends", (conversation, since, cancellationToken), static (store, ask) => store.FindSendsAsync(ask.conversation, ask.since, ask.cancellationToken));

    /// <inheritdoc/>
    public Task TieAsync(IReadOnlyList<ContactTie> ties, CancellationToken cancellationToken = default) =>
        CallAsync("tie", (ties, cancellationToken), static (store, ask) => store.TieAsync(ask.ties, ask.cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindTiesAsync(ConversationId conversation, CancellationToken cancellationToken = default) =>
        AskAsync("find-ties", (conversation, cancellationToken), static (store, ask) => store.FindTiesAsync(ask.conversation, ask.cancellationToken));

    /// <inheritdoc/>
    public Task<DateTimeOffset> FirstSeenAsync(string channel, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        AskAsync("first-seen", (channel, now, cancellationToken), static (store, ask) => store.FirstSeenAsync(ask.channel, ask.now, ask.cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationId>> TakeDueAsync(
        string channel, DateTimeOffset now, DateTimeOffset again, int most, CancellationToken cancellationToken = default) =>
        AskAsync(
            "take-due",
            (channel, now, again, most, cancellationToken),
            static (store, ask) => store.TakeDueAsync(ask.channel, ask.now, ask.again, ask.most, ask.cancellationToken));

    /// <inheritdoc/>
    public Task SetDueAsync(ConversationId conversation, DateTimeOffset again, DateTimeOffset? due, CancellationToken cancellationToken = default) =>
        CallAsync(
            "set-due",
            (conversation, again, due, cancellationToken),
            static (store, ask) => store.SetDueAsync(ask.conversation, ask.again, ask.due, ask.cancellationToken));

    /// <inheritdoc/>
    /// <remarks>It takes its time, and nobody waits for it: that it fails says nothing of other calls.</remarks>
    public async Task<int> SeedDueAsync(string channel, TimeSpan notifyAfter, TimeSpan window, CancellationToken cancellationToken = default)
    {
        Begin();
        return await _inner.SeedDueAsync(channel, notifyAfter, window, cancellationToken);
    }

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancellationToken = default) =>
        CallAsync("ping", cancellationToken, static (store, token) => store.PingAsync(token));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await Task.WhenAll(_watching, _probing);
        await _inner.DisposeAsync();
    }

    // Every request comes through here: what is asked is handed on, so that no call makes a closure.
    private async Task CallAsync<TAsk>(string operation, TAsk ask, Func<IWindowStore, TAsk, Task> call)
    {
        var start = Begin();
        var isSuccess = false;
        try
        {
            await call(_inner, ask);
            isSuccess = true;
        }
        catch (WindowStoreException error)
        {
            Learn(error);
            throw;
        }
        finally
        {
            _metrics.Operation(operation, isSuccess, Stopwatch.GetElapsedTime(start));
        }
    }

    private async Task<TAnswer> AskAsync<TAsk, TAnswer>(string operation, TAsk ask, Func<IWindowStore, TAsk, Task<TAnswer>> call)
    {
        var start = Begin();
        var isSuccess = false;
        try
        {
            var answer = await call(_inner, ask);
            isSuccess = true;
            return answer;
        }
        catch (WindowStoreException error)
        {
            Learn(error);
            throw;
        }
        finally
        {
            _metrics.Operation(operation, isSuccess, Stopwatch.GetElapsedTime(start));
        }
    }

    private long Begin() => _problem is { } problem ? throw new WindowStoreException(problem) : Stopwatch.GetTimestamp();

    private void Learn(WindowStoreException error)
    {
        if (error.IsOfOneKey) _unreadable.Take(error);
        else Trip(error.Message);
    }

    private void Trip(string problem)
    {
        lock (_lock)
        {
            if (_problem is not null || _stopping.IsCancellationRequested) return;
            _problem = problem;
            _probing = Task.Run(() => ProbeAsync(problem));
        }
    }

    private async Task ProbeAsync(string problem)
    {
        var isTold = _lastLogged == long.MinValue || Stopwatch.GetElapsedTime(_lastLogged) > LogPause;
        if (isTold) Log.StoreAway(_logger, problem.TrimEnd('.'));
        if (isTold) _lastLogged = Stopwatch.GetTimestamp();
        try
        {
            while (!await AnswersAsync()) await Task.Delay(ProbePause, _stopping.Token);
            if (isTold) Log.StoreBack(_logger);
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await _inner.PingAsync(_stopping.Token);
            _problem = null;
            return true;
        }
        catch (WindowStoreException error)
        {
            _problem = error.Message;
            return false;
        }
    }

    // A store that others use can change while this gateway has nothing to ask of it.
    private async Task WatchAsync(TimeSpan period)
    {
        using var timer = new PeriodicTimer(period);
        try
        {
            do
            {
                await LookAsync();
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            await PingAsync(_stopping.Token);
        }
        catch (WindowStoreException)
        {
            // It is away now, if it was not before: requests are answered accordingly.
        }
    }
}
