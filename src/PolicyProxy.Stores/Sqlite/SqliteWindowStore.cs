using System.Runtime.CompilerServices;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Keeps last contacts in one SQLite file: nothing to install, for one gateway.</summary>
internal sealed class SqliteWindowStore : IListedWindowStore
{
    private static readonly TimeSpan PrunePeriod = TimeSpan.FromHours(1);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    private readonly FileStream? _lock;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly SqliteCheck _check;
    private readonly TimeSpan _operationTimeout;
    private readonly TimeProvider _time;
    private readonly ITimer? _pruning;

    private SqliteWindowStore(SqliteFile file, FileStream? fileLock, TimeSpan operationTimeout, TimeProvider time, TimeSpan checkPatience)
    {
        (_lock, _operationTimeout, _time) = (fileLock, operationTimeout, time);
        var writing = file.OpenToWrite(checkPatience, out _check);
        _readers = new(file, operationTimeout);
        _writer = new(new(writing, _check, bringsLogIn: fileLock is not null));
        if (fileLock is null) return;

        Prune();
        _pruning = time.CreateTimer(_ => Prune(), null, PrunePeriod, PrunePeriod);
    }

    /// <summary>How many transactions have come to the disk.</summary>
    internal long Transactions => _writer.Transactions;

    /// <summary>Opens the file, and makes it and its directory if they are missing.</summary>
    /// <param name="connectionString">
    /// <c>Data Source=data/windows.db</c>; a relative path counts from the current directory.
    /// </param>
    /// <param name="operationTimeout">How long a call may take.</param>
    /// <param name="time">The clock by which records expire.</param>
    /// <param name="besideGateway">
    /// False for the gateway, which keeps a second one off the file for as long as the store is open; true for a command that reads or
    /// adds beside a running gateway.
    /// </param>
    /// <exception cref="WindowStoreException">
    /// Another gateway uses the file; or it is damaged, another program's, or a newer version's: it is never replaced.
    /// </exception>
    public static SqliteWindowStore Open(
        string connectionString, TimeSpan operationTimeout, TimeProvider time, bool besideGateway = false) =>
        Open(connectionString, operationTimeout, time, besideGateway, SqliteCheck.Patience);

    /// <summary>Opens the file as the gateway does, with another patience for the look through the whole of it.</summary>
    internal static SqliteWindowStore Open(
        string connectionString, TimeSpan operationTimeout, TimeProvider time, bool besideGateway, TimeSpan checkPatience)
    {
        ArgumentNullException.ThrowIfNull(time);
        var file = SqliteFile.At(connectionString, operationTimeout);
        var fileLock = besideGateway ? null : SqliteFileLock.Take(file.Path);
        try
        {
            return new(file, fileLock, operationTimeout, time, checkPatience);
        }
        catch
        {
            fileLock?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task RecordAsync(IReadOnlyList<WindowRecord> records, CancellationToken cancellationToken = default)
    {
        var now = _time.GetUtcNow();
        var live = StoredWindow.Live(records, now);
        if (live.Count == 0) return;

        List<WindowRecord> failed = [];
        var start = _time.GetTimestamp();
        await WriteAsync(statements => failed = statements.Record(live, now.ToUnixTimeMilliseconds()), cancellationToken);
        // As long as a command has kept others from writing, it leaves the file to them.
        if (_lock is null) await Task.Delay(_time.GetElapsedTime(start), _time, cancellationToken);
        if (failed.Count > 0) throw StoredWindow.NotKept(failed, live.Count, failed.ConvertAll(record => StoredWindow.Unreadable(record.Conversation)));
    }

    /// <inheritdoc/>
    public Task<LastContact> FindAsync(ConversationId conversation, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(conversation);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return CallAsync(() => _readers.FindAsync(reader => reader.Find(conversation, now)), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> TryCountSendAsync(CountedSend send, int most, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(send.Conversation);
        var isCounted = false;
        await WriteAsync(statements => isCounted = statements.Sends.TryCount(send, most), cancellationToken);
        return isCounted;
    }

    /// <inheritdoc/>
    public Task UncountSendAsync(CountedSend send, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(send.Conversation);
        return WriteAsync(statements => statements.Sends.Uncount(send), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> FindSendsAsync(ConversationId conversation, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(conversation);
        return CallAsync(() => _readers.FindAsync(reader => reader.FindSends(conversation, since.ToUnixTimeMilliseconds())), cancellationToken);
    }

    /// <inheritdoc/>
    public Task TieAsync(IReadOnlyList<ContactTie> ties, CancellationToken cancellationToken = default)
    {
        foreach (var tie in ties) StoredWindow.ThrowIfUnusable(tie.Conversation);
        return WriteAsync(
            statements =>
            {
                foreach (var tie in ties) statements.Tie(tie);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindTiesAsync(ConversationId conversation, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(conversation);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return CallAsync(() => _readers.FindAsync(reader => reader.FindTies(conversation, now)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(
        ConversationId conversation, DateTimeOffset time, DateTimeOffset keepUntil, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(conversation);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return WriteAsync(statements => statements.Forget(conversation, time, keepUntil, now), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset> FirstSeenAsync(string channel, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(channel);
        long? firstSeen = null;
        await WriteAsync(statements => firstSeen = statements.FirstSeen(channel, now), cancellationToken);
        return StoredWindow.ReadFirstSeen(firstSeen, channel);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConversationId>> TakeDueAsync(
        string channel, DateTimeOffset now, DateTimeOffset again, int most, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(channel);
        IReadOnlyList<ConversationId> taken = [];
        await WriteAsync(statements => taken = statements.Due.Take(channel, now, again, most), cancellationToken);
        return taken;
    }

    /// <inheritdoc/>
    public Task SetDueAsync(ConversationId conversation, DateTimeOffset again, DateTimeOffset? due, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(conversation);
        return WriteAsync(statements => statements.Due.Set(conversation, again, due), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> SeedDueAsync(string channel, TimeSpan notifyAfter, TimeSpan window, CancellationToken cancellationToken = default) =>
        DueSeed.RunAsync(ListAsync(channel, cancellationToken), notifyAfter, window, _time, AddDueAsync, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredContact> ListAsync(string? channel = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var last = new ConversationId(channel ?? "", "", "");
        while (true)
        {
            var after = last;
            var page = await CallAsync(() => _readers.FindAsync(reader => reader.List(after, now)), cancellationToken);
            foreach (var contact in page)
            {
                if (channel is not null && contact.Conversation.Channel != channel) yield break;
                yield return contact;
            }

            if (page.Count < SqliteReader.PageSize) yield break;
            last = page[^1].Conversation;
        }
    }

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancellationToken = default) =>
        WriteAsync(static statements => statements.Touch(), cancellationToken);

    /// <summary>Writes what waits, brings the log into the file, closes it and lets another gateway have it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_pruning is not null) await _pruning.DisposeAsync();
        _readers.Close();
        _check.Dispose();
        try
        {
            await _writer.CloseAsync().WaitAsync(CloseLimit);
        }
        catch (TimeoutException)
        {
            // The disk hangs. The lock stays with the process, whose last transaction may still come through.
            return;
        }

        if (_lock is not null) await _lock.DisposeAsync();
    }

    private async Task<int> AddDueAsync(List<WindowRecord> records)
    {
        var added = 0;
        await WriteAsync(statements => added = statements.Due.Seed(records), CancellationToken.None);
        return added;
    }

    private Task<bool> WriteAsync(Action<SqliteStatements> apply, CancellationToken cancellationToken) =>
        CallAsync(() => _writer.WriteAsync(new(apply)), cancellationToken);

    private async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        _check.ThrowIfDamaged();
        try
        {
            return await StoreCall.WithinAsync(call(), _operationTimeout, cancellationToken);
        }
        catch (WindowStoreException failure)
        {
            _check.Learn(failure);
            throw;
        }
    }

    private void Prune() => _writer.TryWrite(new(statements =>
    {
        if (statements.Prune(_time.GetUtcNow().ToUnixTimeMilliseconds())) Prune();
    }));
}
