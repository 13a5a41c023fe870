using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Takes all writes that wait into one transaction, on the one connection that writes.</summary>
internal sealed class SqliteWriter
{
    private readonly SqliteStatements _statements;
    private readonly BatchWriter<SqliteWrite> _queue;
    private long _transactions;

    /// <summary>Starts to write with <paramref name="statements"/>, which it takes over.</summary>
    public SqliteWriter(SqliteStatements statements)
    {
        _statements = statements;
        _queue = new(Write, statements.Dispose);
    }

    /// <summary>How many transactions have come to the disk.</summary>
    public long Transactions => Interlocked.Read(ref _transactions);

    /// <summary>Puts a write in the queue and waits until it is on the disk.</summary>
    /// <exception cref="WindowStoreException">It is not known to be there.</exception>
    public async Task<bool> WriteAsync(SqliteWrite write)
    {
        await _queue.WriteAsync(write);
        return await write.Done;
    }

    /// <summary>Puts a write in the queue if there is room; nobody waits for it.</summary>
    public void TryWrite(SqliteWrite write)
    {
        StoreCall.Observe(write.Done);
        _queue.TryWrite(write);
    }

    /// <summary>Takes no more, writes what waits, and closes the connection.</summary>
    public Task CloseAsync() => _queue.CloseAsync();

    private void Write(IReadOnlyList<SqliteWrite> batch)
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
