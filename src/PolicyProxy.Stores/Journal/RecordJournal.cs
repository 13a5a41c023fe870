using System.Collections.Concurrent;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>A folder on the local disk where records wait while the store does not take them, also beyond the end of the process.</summary>
/// <remarks>
/// What waits is in memory, too, merged by conversation: that is what is replayed. The files are only read by the gateway that finds
/// them after a crash.
/// </remarks>
internal sealed class RecordJournal : IAsyncDisposable
{
    private const int ReplaySize = 256;

    // A disk that takes longer is as good as none: the platform is to deliver again.
    private static readonly TimeSpan AppendLimit = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ConversationId, WindowRecord> _waiting = new();
    private readonly List<JournalFile> _sealed = [];
    private readonly JournalWriter _writer;
    private readonly BatchWriter<JournalWork> _queue;

    /// <summary>Opens a folder, and takes over what a gateway left in it that is no more.</summary>
    /// <param name="folder">The folder; it is made when something is first written to it, if only to see whether that is possible.</param>
    /// <param name="time">The clock that files are named by.</param>
    /// <exception cref="WindowStoreException">What was left there cannot be read.</exception>
    public RecordJournal(string folder, TimeProvider time)
    {
        Folder = Path.GetFullPath(folder);
        TakeOver();
        _writer = new(Folder, time, Remember);
        _queue = new(_writer.Write, _writer.Close);
    }

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary>How many conversations have a record that waits.</summary>
    public int Count => _waiting.Count;

    /// <summary>How many lines of the files that were taken over could not be read.</summary>
    public int UnreadableLines { get; private set; }

    /// <summary>Whether there is something to replay.</summary>
    public bool NeedsReplay => !_waiting.IsEmpty || _sealed.Count > 0 || _writer.HasFile;

    /// <summary>Appends records; they survive the loss of this process, and a power cut, when the task has completed.</summary>
    /// <param name="records">The records; none, to see whether one could be appended.</param>
    /// <exception cref="WindowStoreException">They are not known to be on the disk.</exception>
    public async Task AppendAsync(IReadOnlyList<WindowRecord> records)
    {
        foreach (var record in records)
        {
            if (!JournalLine.CanHold(record.Conversation)) throw new ArgumentException("An id holds neither a tab nor a line's end.", nameof(records));
        }

        await StoreCall.WithinAsync(DoAsync(new(records)), AppendLimit, CancellationToken.None);
    }

    /// <summary>What waits of a conversation.</summary>
    public LastContact Find(ConversationId conversation) =>
        _waiting.TryGetValue(conversation, out var record) ? LastContact.At(record.Time) : LastContact.Never;

    /// <summary>A conversation was erased: what waits of it from before the erasure is known no more.</summary>
    public void Forget(ConversationId conversation, DateTimeOffset time)
    {
        if (_waiting.TryGetValue(conversation, out var record) && record.Time <= time)
            _waiting.TryRemove(new(conversation, record));
    }

    /// <summary>Lets somebody be told of what waits of a channel, where nobody was to be, and its window is still open.</summary>
    public void SeedDue(string channel, TimeSpan notifyAfter, DateTimeOffset openSince)
    {
        foreach (var (conversation, record) in _waiting)
        {
            if (conversation.Channel == channel && record.NotifyAt is null && record.Time > openSince)
                _waiting.TryUpdate(conversation, record with { NotifyAfter = notifyAfter }, record);
        }
    }

    /// <summary>Hands everything that waits to the store; not to be called twice at a time.</summary>
    /// <param name="recordAsync">Puts records into the store.</param>
    /// <returns>How many were put there, and how many go on waiting because of what is stored under their key.</returns>
    /// <exception cref="WindowStoreException">The store does not take them; they go on waiting.</exception>
    public async Task<(int Stored, int Left)> ReplayAsync(Func<IReadOnlyList<WindowRecord>, Task> recordAsync)
    {
        // A file is only closed once the store takes records: while it is away, there is one file, however often this is tried.
        var (stored, _) = await HandOverAsync(recordAsync);
        _sealed.AddRange(await DoAsync(new([], isSeal: true)));

        // What was appended meanwhile is in those files, too.
        var (storedSince, left) = await HandOverAsync(recordAsync);

        // What goes on waiting is to be in a file that stays.
        if (left.Count > 0) await AppendAsync(left);
        foreach (var file in _sealed) file.Delete();
        _sealed.Clear();
        return (stored + storedSince, left.Count);
    }

    private async Task<(int Stored, List<WindowRecord> Left)> HandOverAsync(Func<IReadOnlyList<WindowRecord>, Task> recordAsync)
    {
        var (stored, left) = (0, new List<WindowRecord>());
        foreach (var records in _waiting.Values.ToList().Chunk(ReplaySize))
        {
            HashSet<WindowRecord> refused = [];
            try
            {
                await recordAsync(records);
            }
            catch (WindowStoreException error) when (error is { IsOfOneKey: true, NotKept: not null })
            {
                refused = [.. error.NotKept];
            }

            foreach (var record in records)
            {
                if (refused.Contains(record)) continue;
                _waiting.TryRemove(new(record.Conversation, record));
                stored++;
            }

            left.AddRange(refused);
        }

        return (stored, left);
    }

    /// <summary>Closes the files; what waits in them is replayed at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queue.CloseAsync();
        foreach (var file in _sealed) file.Dispose();
    }

    private async Task<IReadOnlyList<JournalFile>> DoAsync(JournalWork work)
    {
        await _queue.WriteAsync(work);
        return await work.Done;
    }

    private void TakeOver()
    {
        try
        {
            var records = new List<WindowRecord>();
            foreach (var file in JournalFile.TakeOver(Folder, JournalWriter.Extension))
            {
                _sealed.Add(file);
                UnreadableLines += file.Read(line =>
                {
                    if (!JournalLine.TryRead(line, out var record)) return false;
                    records.Add(record);
                    return true;
                });
            }

            Remember(records);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WindowStoreException($"The journal in '{Folder}' cannot be read: {error.Message}", error);
        }
    }

    private void Remember(IReadOnlyList<WindowRecord> records)
    {
        foreach (var record in records)
        {
            _waiting.AddOrUpdate(
                record.Conversation,
                static (_, added) => added,
                static (_, known, added) => added with
                {
                    Time = added.Time > known.Time ? added.Time : known.Time,
                    KeepUntil = added.KeepUntil > known.KeepUntil ? added.KeepUntil : known.KeepUntil,
                    NotifyAfter = added.NotifyAfter > TimeSpan.Zero ? added.NotifyAfter : known.NotifyAfter,
                },
                record);
        }
    }
}
