using Microsoft.Data.Sqlite;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>
/// Looks through the whole file once and keeps in mind whether it is damaged, whoever found out. The start waits for it, but not for
/// ever: a file that is large or not in memory yet is looked through beside the first calls.
/// </summary>
internal sealed class SqliteCheck : IDisposable
{
    /// <summary>How long a start waits; a million windows take a third of it when the system has the file in memory.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly SqliteFile _file;
    private readonly SqliteConnection _connection;
    private readonly Task _running;
    private volatile WindowStoreException? _damage;

    /// <summary>Begins to look through <paramref name="file"/>.</summary>
    public SqliteCheck(SqliteFile file)
    {
        (_file, _connection) = (file, file.OpenToRead());
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Whether damage has been found so far.</summary>
    public bool HasFoundDamage => _damage is not null;

    /// <summary>Waits until all of the file is looked through, or for as long as there is patience; without any, not at all.</summary>
    /// <exception cref="WindowStoreException">It is damaged.</exception>
    public void Wait(TimeSpan patience)
    {
        if (patience != TimeSpan.Zero && _running.Wait(patience)) ThrowIfDamaged();
    }

    /// <summary>Fails when the file is known to be damaged: what it says, even "never wrote", would prove nothing.</summary>
    /// <exception cref="WindowStoreException">It is.</exception>
    public void ThrowIfDamaged()
    {
        if (_damage is { } damage) throw new WindowStoreException(damage.Message, damage);
    }

    /// <summary>Takes in that a call failed, in case it was by damage.</summary>
    public void Learn(WindowStoreException failure)
    {
        if (SqliteFile.IsDamage(failure.InnerException)) _damage = _file.Damaged(failure.InnerException);
    }

    /// <summary>Stops looking.</summary>
    public void Dispose()
    {
        // An interruption before it began would go unnoticed.
        while (!_running.Wait(TimeSpan.FromMilliseconds(10))) SQLitePCL.raw.sqlite3_interrupt(_connection.Handle);
        _connection.Dispose();
    }

    private void Run()
    {
        try
        {
            if (SqliteFile.Scalar(_connection, "PRAGMA quick_check(1)") is not "ok") _damage = _file.Damaged();
        }
        catch (SqliteException error) when (SqliteFile.IsDamage(error))
        {
            _damage = _file.Damaged(error);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
        {
            // The store is closed before all was seen; the next start looks again.
        }
        catch (SqliteException error)
        {
            // A disk that cannot be read to the end is no better than a damaged file.
            _damage = new WindowStoreException($"The SQLite file '{_file.Path}' cannot be read to its end: {error.Message}", error);
        }
    }
}
