using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Goes through the conversations of a store for those whose window is still open, and lets them be due: some at a time, with pauses.</summary>
internal static class DueSeed
{
    // Twenty thousand a second at most, which leaves the store to the requests.
    private const int PageSize = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Goes through all.</summary>
    /// <param name="contacts">The conversations.</param>
    /// <param name="notifyAfter">How long after the client's last contact somebody is first to be told.</param>
    /// <param name="window">How long after it the window is open.</param>
    /// <param name="time">The clock.</param>
    /// <param name="addAsync">Lets some be due that are not, and answers how many that were.</param>
    /// <param name="stop">Stops in a pause.</param>
    /// <returns>How many were not due before.</returns>
    public static async Task<int> RunAsync(
        IAsyncEnumerable<StoredContact> contacts, TimeSpan notifyAfter, TimeSpan window, TimeProvider time, Func<List<WindowRecord>, Task<int>> addAsync, CancellationToken stop)
    {
        var (added, looked, open) = (0, 0, new List<WindowRecord>());
        await foreach (var (conversation, contact) in contacts.WithCancellation(stop))
        {
            var now = time.GetUtcNow();
            if (contact?.TimeBy(now) is { } last && last + window > now) open.Add(new(conversation, last, last + window, notifyAfter));
            if (++looked % PageSize != 0) continue;
            if (open.Count > 0) added += await addAsync(open);
            open = [];
            await Task.Delay(Pause, stop);
        }

        return open.Count > 0 ? added + await addAsync(open) : added;
    }
}
