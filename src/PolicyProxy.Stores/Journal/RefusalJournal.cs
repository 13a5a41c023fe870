using System.Collections.Concurrent;
using PolicyProxy.Refusals;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Files in the journal's folder that hold the refusals which are told later, until they are told.</summary>
/// <remarks>
/// What waits is in memory, too. A file only grows; once it is much longer than what waits, that is written to a new one, and the old one
/// deleted. The gateway that finds files which no living process has goes on with what waits in them.
/// </remarks>
internal sealed class RefusalJournal : IRefusalJournal, IAsyncDisposable
{
    /// <summary>How many refusals wait at most.</summary>
    public const int Most = 10_000;

    private const string Extension = ".refusals";
    private const long ShortestWorthCleaning = 1024 * 1024;

    // As for records: a disk that takes longer is as good as none.
    private static readonly TimeSpan AppendLimit = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, (long Number, WaitingRefusal Refusal)> _waiting = new();
    private readonly ConcurrentDictionary<(string Channel, string Account), WebhookSource> _sources = new();
    private readonly JournalFiles _files;
    private readonly BatchWriter<RefusalWork> _queue;

    // Only the writing thread has these.
    private readonly List<JournalFile> _old = [];
    private long _cleanAt = ShortestWorthCleaning;
    private long _number;

    /// <summary>Opens a folder, and takes over what a gateway left in it that is no more.</summary>
    /// <param name="folder">The folder; it is made when there is something to keep.</param>
    /// <param name="time">The clock that files are named by.</param>
    /// <exception cref="WindowStoreException">What was left there cannot be read.</exception>
    public RefusalJournal(string folder, TimeProvider time)
    {
        var path = Path.GetFullPath(folder);
        TakeOver(path);
        _files = new(path, Extension, time);
        _queue = new(Write, Close);
    }

    /// <summary>How many lines of the files that were taken over could not be read.</summary>
    public int UnreadableLines { get; private set; }

    public int Count => _waiting.Count;

    public IReadOnlyList<WaitingRefusal> Waiting => [.. _waiting.Values.OrderBy(waiting => waiting.Number).Select(waiting => waiting.Refusal)];

    public async Task AppendAsync(WaitingRefusal refusal)
    {
        if (_waiting.Count >= Most) throw new WindowStoreException($"{Most} refusals wait to be told already.");
        try
        {
            await DoAsync(new(Waits: refusal));
        }
        catch (WindowStoreException)
        {
            // It may still come to the disk: whoever is not told later must not be told all the same.
            Put(new(Told: refusal.Id));
            throw;
        }
    }

    public async Task RemoveAsync(Guid id)
    {
        _waiting.TryRemove(id, out _);
        try
        {
            await DoAsync(new(Told: id));
        }
        catch (WindowStoreException)
        {
            // It is told once more after a restart, unless the file is written anew before.
        }
    }

    public WebhookSource? FindSource(string channel, string account) => _sources.GetValueOrDefault((channel, account));

    public void Remember(WebhookSource source)
    {
        if (FindSource(source.Channel, source.Account.Id) == source) return;
        _sources[(source.Channel, source.Account.Id)] = source;
        Put(new(Source: source));
    }

    /// <summary>Closes the files; what waits in them is told after the next start.</summary>
    public async ValueTask DisposeAsync() => await _queue.CloseAsync();

    private async Task DoAsync(RefusalLine line)
    {
        var work = new RefusalWork(line);
        await StoreCall.WithinAsync(WriteAsync(work), AppendLimit, CancellationToken.None);
    }

    private void Put(RefusalLine line)
    {
        var work = new RefusalWork(line);
        StoreCall.Observe(work.Done);
        _queue.TryWrite(work);
    }

    private async Task<bool> WriteAsync(RefusalWork work)
    {
        await _queue.WriteAsync(work);
        await work.Done;
        return true;
    }

    private void Write(IReadOnlyList<RefusalWork> batch)
    {
        var failure = TryAppend(batch.Select(work => work.Line));
        foreach (var work in batch)
        {
            if (failure is null) Take(work.Line);
            if (failure is null) work.Succeeded();
            else work.Failed(failure);
        }

        if (failure is null && (_old.Count > 0 || _files.Length > _cleanAt)) Clean();
    }

    private WindowStoreException? TryAppend(IEnumerable<RefusalLine> lines)
    {
        using var bytes = new MemoryStream();
        foreach (var line in lines) line.Write(bytes);
        try
        {
            if (bytes.Length > 0) _files.Append(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new($"Refusals that are told later cannot be written: {error.Message}", error);
        }
    }

    private void Take(RefusalLine line)
    {
        if (line.Waits is { } waits) _waiting[waits.Id] = (_number++, waits);
        if (line.Told is { } told) _waiting.TryRemove(told, out _);
        if (line.Source is { } source) _sources.TryAdd((source.Channel, source.Account.Id), source);
    }

    // What waits goes into a new file before the old ones are deleted; while that fails, they stay.
    private void Clean()
    {
        _old.AddRange(_files.HandOver());
        if (TryAppend([.. _sources.Values.Select(source => new RefusalLine(Source: source)), .. Waiting.Select(refusal => new RefusalLine(Waits: refusal))]) is not null) return;
        foreach (var file in _old) file.Delete();
        _old.Clear();
        _cleanAt = Math.Max(ShortestWorthCleaning, 2 * _files.Length);
    }

    private void Close()
    {
        var isEmpty = _waiting.IsEmpty && _sources.IsEmpty;
        foreach (var file in _old.Concat(_files.HandOver()))
        {
            if (isEmpty) file.Delete();
            else file.Dispose();
        }
    }

    private void TakeOver(string folder)
    {
        try
        {
            var told = new List<Guid>();
            foreach (var file in JournalFile.TakeOver(folder, Extension))
            {
                _old.Add(file);
                UnreadableLines += file.Read(line => TryTake(line, told));
            }

            // A file can say that one was told which is in a later file, as files are named by a clock.
            foreach (var id in told) _waiting.TryRemove(id, out _);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WindowStoreException($"The refusals in '{folder}' cannot be read: {error.Message}", error);
        }
    }

    private bool TryTake(ReadOnlySpan<byte> line, List<Guid> told)
    {
        if (RefusalLine.TryRead(line) is not { } read) return false;
        if (read.Source is { } source) _sources[(source.Channel, source.Account.Id)] = source;
        else Take(read);
        if (read.Told is { } id) told.Add(id);
        return true;
    }
}
