using Microsoft.Extensions.Logging;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Tells a store that may have lost records again what it was told in the last minutes. Until that is done, it is in doubt.</summary>
/// <param name="store">The store.</param>
/// <param name="recent">What it was told.</param>
/// <param name="metrics">Is told of losses.</param>
/// <param name="logger">Is told of losses.</param>
internal sealed class Reassertion(IWindowStore store, RecentRecords recent, StoreMetrics metrics, ILogger logger) : IAsyncDisposable
{
    private const int ChunkSize = 256;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    // Other gateways have noticed by then, too, and told the store what they know: to connect again alone takes some of them two seconds.
    private static readonly TimeSpan OthersNeed = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _emptied = new(0, 1);
    private Task _running = Task.CompletedTask;
    private bool _isDoubtedAnew;
    private volatile bool _isInDoubt;

    /// <summary>Whether what the store does not know may be something it has lost.</summary>
    public bool IsInDoubt => _isInDoubt;

    /// <summary>The store may have lost what it was told.</summary>
    /// <param name="reason">Why that may be.</param>
    public void Doubt(string reason)
    {
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested) return;
            _isDoubtedAnew = true;
            if (_isInDoubt) return;
            _isInDoubt = true;
            metrics.Doubted();
            Log.StoreDoubted(logger, reason.TrimEnd('.'), recent.Kept.TotalMinutes);
            _running = Task.Run(RunAsync);
        }
    }

    /// <summary>The store has lost what it was told: it is told at once, also while it is in doubt already.</summary>
    /// <param name="reason">How that is known.</param>
    public void TellAgain(string reason)
    {
        lock (_lock)
        {
            Doubt(reason);
            if (_emptied.CurrentCount == 0) _emptied.Release();
        }
    }

    /// <summary>Stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    private async Task RunAsync()
    {
        try
        {
            do
            {
                while (!await TryTellAgainAsync()) await Task.Delay(RetryPause, _stopping.Token);
                await _emptied.WaitAsync(OthersNeed, _stopping.Token);
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

    private async Task<bool> TryTellAgainAsync()
    {
        try
        {
            await store.PingAsync(_stopping.Token);

            // What is doubted from here on is doubted anew.
            lock (_lock)
            {
                _isDoubtedAnew = false;
                _emptied.Wait(0);
            }

            var (records, erasures, ties, channels) = recent.All();
            foreach (var (channel, seen) in channels) await store.FirstSeenAsync(channel, seen, _stopping.Token);
            foreach (var erasure in erasures) await store.ForgetAsync(erasure.Conversation, erasure.Time, erasure.KeepUntil, _stopping.Token);
            foreach (var some in records.Chunk(ChunkSize)) await RecordAsync(some);
            foreach (var some in ties.Chunk(ChunkSize)) await store.TieAsync(some, _stopping.Token);
            metrics.Reasserted(records.Count);
            Log.Reasserted(logger, records.Count);
            return true;
        }
        catch (WindowStoreException)
        {
            // Away once more.
            return false;
        }
    }

    private async Task RecordAsync(IReadOnlyList<WindowRecord> records)
    {
        try
        {
            await store.RecordAsync(records, _stopping.Token);
        }
        catch (WindowStoreException error) when (error.IsOfOneKey)
        {
            // The others were taken; that one's key is told of already.
        }
    }
}
