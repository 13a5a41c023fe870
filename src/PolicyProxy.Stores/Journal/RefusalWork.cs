using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>A line for the writer of refusals, and the caller who waits until it is on the disk.</summary>
internal sealed class RefusalWork(RefusalLine line)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RefusalLine Line => line;

    /// <summary>Ends when the line is on the disk, or is known not to be.</summary>
    public Task Done => _done.Task;

    public void Succeeded() => _done.SetResult();

    public void Failed(WindowStoreException error) => _done.SetException(error);
}
