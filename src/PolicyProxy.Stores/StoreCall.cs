using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Keeps a call to a store within its time limit, whatever the store does.</summary>
internal static class StoreCall
{
    /// <summary>Waits for <paramref name="call"/>, at most <paramref name="limit"/> of real time.</summary>
    /// <exception cref="WindowStoreException">
    /// Not in time, with the <see cref="TimeoutException"/> inside; or the call's own failure.
    /// </exception>
    public static async Task<T> WithinAsync<T>(Task<T> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await call.WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException timeout)
        {
            throw new WindowStoreException($"The store did not answer within {limit.TotalMilliseconds:0} ms.", timeout);
        }
        finally
        {
            if (!call.IsCompletedSuccessfully) Observe(call);
        }
    }

    /// <summary>Looks at a failure nobody waits for any more, so that it does not surface as an unobserved one.</summary>
    public static void Observe(Task call) => _ = call.ContinueWith(
        static finished => _ = finished.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
