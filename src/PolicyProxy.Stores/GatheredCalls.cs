using System.Diagnostics;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>
/// Natural batching: while a call is under way, what comes gathers, and goes in one call when that is answered. What comes alone goes
/// at once.
/// </summary>
/// <remarks>
/// No caller waits longer than the limit: a call has what its oldest caller has left of it, and one that fails takes those with it that
/// gathered meanwhile.
/// </remarks>
/// <typeparam name="TAsk">What one caller asks.</typeparam>
/// <typeparam name="TAnswer">What one caller is answered.</typeparam>
/// <param name="send">
/// Asks everything at once, within the time, and answers the callers; what it throws fails those that have no answer.
/// </param>
/// <param name="limit">How long a caller waits at most.</param>
internal sealed class GatheredCalls<TAsk, TAnswer>(Func<IReadOnlyList<GatheredCall<TAsk, TAnswer>>, TimeSpan, Task> send, TimeSpan limit)
{
    private readonly Lock _lock = new();
    private List<GatheredCall<TAsk, TAnswer>>? _gathered;
    private long _oldest;
    private bool _isUnderWay;

    /// <summary>Asks together with those who ask meanwhile.</summary>
    /// <exception cref="WindowStoreException">There is no answer, or none in time.</exception>
    public Task<TAnswer> AskAsync(TAsk ask, CancellationToken cancellationToken)
    {
        var call = new GatheredCall<TAsk, TAnswer>(ask);
        if (!TryGather(call)) _ = SendAllAsync([call]);
        return AnswerAsync(call, cancellationToken);
    }

    /// <summary>Asks at once, whatever is under way.</summary>
    /// <exception cref="WindowStoreException">There is no answer, or none in time.</exception>
    public Task<TAnswer> AskAloneAsync(TAsk ask, CancellationToken cancellationToken)
    {
        var call = new GatheredCall<TAsk, TAnswer>(ask);
        _ = TrySendAsync([call], limit);
        return AnswerAsync(call, cancellationToken);
    }

    // Only who can be cancelled has to be watched: everybody else is answered in time.
    private static Task<TAnswer> AnswerAsync(GatheredCall<TAsk, TAnswer> call, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? StoreCall.WithinAsync(call.Task, Timeout.InfiniteTimeSpan, cancellationToken) : call.Task;

    private bool TryGather(GatheredCall<TAsk, TAnswer> call)
    {
        lock (_lock)
        {
            if (!_isUnderWay)
            {
                _isUnderWay = true;
                return false;
            }

            if (_gathered is null) (_gathered, _oldest) = ([], Stopwatch.GetTimestamp());
            _gathered.Add(call);
            return true;
        }
    }

    private async Task SendAllAsync(List<GatheredCall<TAsk, TAnswer>> calls)
    {
        var left = limit;
        while (true)
        {
            var failure = await TrySendAsync(calls, left);
            lock (_lock)
            {
                if (_gathered is null || failure is not null) _isUnderWay = false;
                if (_gathered is null) return;
                (calls, _gathered) = (_gathered, null);
                left = limit - Stopwatch.GetElapsedTime(_oldest);
            }

            if (failure is null) continue;
            Fail(calls, failure);
            return;
        }
    }

    private async Task<Exception?> TrySendAsync(List<GatheredCall<TAsk, TAnswer>> calls, TimeSpan time)
    {
        try
        {
            await send(calls, time > TimeSpan.Zero ? time : TimeSpan.Zero);
            return null;
        }
        catch (Exception failure) // Whatever it is: somebody waits for each of the calls.
        {
            Fail(calls, failure);
            return failure;
        }
    }

    // Each with an exception of its own, as each is thrown on another way.
    private static void Fail(List<GatheredCall<TAsk, TAnswer>> calls, Exception failure)
    {
        foreach (var call in calls)
        {
            if (!call.Task.IsCompleted) call.TrySetException(new WindowStoreException(failure.Message, failure));
        }
    }
}
