using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Something for the journal's writer to do, and the caller who waits for it.</summary>
/// <param name="records">What is to be appended; nothing, to see whether something could be.</param>
/// <param name="isSeal">Whether the files written so far are handed over to be replayed.</param>
internal sealed class JournalWork(IReadOnlyList<WindowRecord> records, bool isSeal = false)
{
    private readonly TaskCompletionSource<IReadOnlyList<JournalFile>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<WindowRecord> Records => records;

    public bool IsSeal => isSeal;

    /// <summary>Ends when the work has, well or not, with the files that are handed over.</summary>
    public Task<IReadOnlyList<JournalFile>> Done => _done.Task;

    public void Succeeded(IReadOnlyList<JournalFile> files) => _done.SetResult(files);

    public void Failed(WindowStoreException error) => _done.SetException(error);
}
