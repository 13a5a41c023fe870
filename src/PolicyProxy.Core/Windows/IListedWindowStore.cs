namespace PolicyProxy.Windows;

/// <summary>A store that can tell all it holds.</summary>
public interface IListedWindowStore : IWindowStore
{
    /// <summary>Every conversation the store holds, or those of one channel; erased ones, too; what has expired was never there.</summary>
    /// <remarks>
    /// Read bit by bit, so that nobody waits for it: what is recorded meanwhile may be told as it was before or after, and a conversation
    /// may be told twice.
    /// </remarks>
    /// <param name="channel">The channel's name; null for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="WindowStoreException">The store cannot say, or not to the end.</exception>
    IAsyncEnumerable<StoredContact> ListAsync(string? channel = null, CancellationToken cancellationToken = default);
}
