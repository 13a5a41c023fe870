using System.Threading.Channels;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>
/// Group commit: writes queue up, and one writer takes everything that waits into one transaction. What takes long is bringing a
/// transaction to the disk, whether it holds one record or a hundred.
/// </summary>
internal sealed class SqliteWriter
{
    // What waits in the queue holds memory; a caller beyond that waits for a place, within its time limit.
    private const int QueueSize = 8192;

    // The writer waits on a thread of its own, so that neither a slow disk nor a busy thread pool holds up the other. A caller wakes it
    // itself, which is no more than setting an event.
    private readonly Channel<SqliteWrite> _queue = Channel.CreateBounded<SqliteWrite>(
        new BoundedChannelOptions(QueueSize) { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly SqliteStatements _statements;
    private readonly Task _running;
    private long _transactions;

    /// <summary>Starts to write with <paramref name="statements"/>, which it takes over.</summary>
    public SqliteWriter(SqliteStatements statements)
    {
        _statements = statements;
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>How many transactions have come to the disk.</summary>
    public long Transactions => Interlocked.Read(ref _transactions);

    /// <summary>Puts a write in the queue and waits until it is on the disk.</summary>
    /// <exception cref="WindowStoreException">It is not known to be there.</exception>
    public async Task<bool> WriteAsync(SqliteWrite write)
    {
        try
        {
            await _queue.Writer.WriteAsync(write);
        }
        catch (ChannelClosedException error)
        {
            throw new WindowStoreException("The store is closed.", error);
        }

        return await write.Done;
    }

    /// <summary>Puts a write in the queue if there is room; nobody waits for it.</summary>
    public void TryWrite(SqliteWrite write)
    {
        StoreCall.Observe(write.Done);
        _queue.Writer.TryWrite(write);
    }

    /// <summary>Takes no more, writes what waits, and closes the connection.</summary>
    public Task CloseAsync()
    {
        _queue.Writer.TryComplete();
        return _running;
    }

    private void Run()
    {
        var batch = new List<SqliteWrite>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < QueueSize && _queue.Reader.TryRead(out var write)) batch.Add(write);
            Write(batch);
            batch.Clear();
        }

        _statements.Dispose();
    }

    private void Write(List<SqliteWrite> batch)
    {
        try
        {
            _statements.Begin();
            foreach (var write in batch) write.Apply(_statements);
            _statements.Commit();
            Interlocked.Increment(ref _transactions);
        }
        catch (Exception error) // Whatever it is: the writer goes on, and everyone in the batch learns of it.
        {
            TakeBack();
            foreach (var write in batch) write.Failed(new WindowStoreException($"SQLite could not write: {error.Message}", error));
            return;
        }

        foreach (var write in batch) write.Committed();
    }

    private void TakeBack()
    {
        try
        {
            _statements.Rollback();
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // The next transaction cannot begin then, and says so to its callers.
        }
    }
}
