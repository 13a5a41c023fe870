using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Something to be written in the next transaction, and the caller who waits for it.</summary>
/// <param name="apply">Runs inside the transaction; what it throws fails the whole batch.</param>
internal sealed class SqliteWrite(Action<SqliteStatements> apply)
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the transaction has, well or not.</summary>
    public Task<bool> Done => _done.Task;

    /// <summary>Writes, within the transaction.</summary>
    public void Apply(SqliteStatements statements) => apply(statements);

    /// <summary>The transaction is on the disk.</summary>
    public void Committed() => _done.SetResult(true);

    /// <summary>The transaction was taken back.</summary>
    public void Failed(WindowStoreException error) => _done.SetException(error);
}
