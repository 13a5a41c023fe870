using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Keeps a call to a store within its time limit, whatever the store does.</summary>
internal static class StoreCall
{
    /// <summary>How callers go on who were answered together.</summary>
    /// <remarks>
    /// One after the other on the thread that has the answers, which saves switching between threads where there is hardly another core to
    /// switch to. With more cores all requests that waited would go on on one of them: there, each goes on where there is room.
    /// </remarks>
    public static readonly TaskCreationOptions CallersGoOn =
        Environment.ProcessorCount > 2 ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None;

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
