using Microsoft.Data.Sqlite;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>The file of last contacts: where it is, whether it is one, and connections to it.</summary>
internal sealed class SqliteFile
{
    private readonly string _connectionString;
    private readonly TimeSpan _busyTimeout;

    private SqliteFile(string path, string connectionString, TimeSpan busyTimeout) =>
        (Path, _connectionString, _busyTimeout) = (path, connectionString, busyTimeout);

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>Reads a connection string and makes the file's directory.</summary>
    /// <exception cref="WindowStoreException">The string names no file, or its directory cannot be made.</exception>
    public static SqliteFile At(string connectionString, TimeSpan busyTimeout)
    {
        var settings = Parse(connectionString);
        if (settings.Mode == SqliteOpenMode.Memory || settings.DataSource is "" or ":memory:")
            throw new WindowStoreException("The SQLite connection string names no file: write \"Data Source=data/windows.db\".");

        var path = System.IO.Path.GetFullPath(settings.DataSource);
        settings.DataSource = path;
        settings.Mode = SqliteOpenMode.ReadWriteCreate;
        // The store keeps its own few connections; a pooled one would hold the file open after the store is closed.
        settings.Pooling = false;
        settings.DefaultTimeout = Math.Max(1, (int)Math.Ceiling(busyTimeout.TotalSeconds));
        MakeDirectory(path);
        return new(path, settings.ConnectionString, busyTimeout);
    }

    /// <summary>Opens the connection that writes; makes the table in a new file.</summary>
    /// <param name="check">Is begun, and told to the caller: whether it finds damage is known when it is over.</param>
    /// <param name="checkPatience">How long to wait for it.</param>
    /// <exception cref="WindowStoreException">The file is damaged, another program's, a newer gateway's, or out of reach.</exception>
    public SqliteConnection OpenToWrite(TimeSpan checkPatience, out SqliteCheck check)
    {
        SqliteCheck? begun = null;
        try
        {
            var connection = Open(connection => Prepare(connection, checkPatience, out begun));
            check = begun!;
            return connection;
        }
        catch
        {
            begun?.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that only reads.</summary>
    public SqliteConnection OpenToRead() => Open(connection => Execute(connection, "PRAGMA query_only = ON"));

    /// <summary>The file cannot be trusted: nothing is read from it or written to it any more.</summary>
    public WindowStoreException Damaged(Exception? error = null) => Failure(
        "is damaged or no SQLite file; it was left as it is. Restore it from a backup, or move it away to begin with an empty one, and its "
        + "-wal file with it",
        error);

    private void Prepare(SqliteConnection connection, TimeSpan checkPatience, out SqliteCheck check)
    {
        // SQLite opens what it may not write to all the same, and only to read.
        if (SQLitePCL.raw.sqlite3_db_readonly(connection.Handle, "main") != 0) throw ReadOnly();

        // In one transaction: another process may be making the file right now, and half of it would look foreign.
        Execute(connection, "BEGIN");
        ThrowIfForeign(connection);
        Execute(connection, "COMMIT");

        // Only a file with a log of its own can be written to while it is looked through.
        var hasLog = Scalar(connection, "PRAGMA journal_mode") is "wal";
        check = new(this);
        check.Wait(hasLog ? checkPatience : Timeout.InfiniteTimeSpan);

        if (Scalar(connection, "PRAGMA journal_mode = WAL") is not "wal")
            throw Failure("does not support write-ahead logging there; put it on a local disk");
        Execute(connection, "PRAGMA synchronous = FULL");
        SqliteSchema.CreateMissing(connection);
        SqliteSchema.ReadTables(connection);
    }

    private SqliteConnection Open(Action<SqliteConnection> prepare)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            // The last connection to close would write the log into the file, damaged or not: SqliteStatements does so, once it knows.
            KeepLogOnClose(connection, true);
            Execute(connection, $"PRAGMA busy_timeout = {(int)_busyTimeout.TotalMilliseconds}; PRAGMA cell_size_check = ON");
            prepare(connection);
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw Failure(error);
        }
        catch (WindowStoreException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether closing leaves what is in the log there, for the next start, rather than bring it into the file.</summary>
    public static void KeepLogOnClose(SqliteConnection connection, bool keep) =>
        SQLitePCL.raw.sqlite3_db_config(connection.Handle, SQLitePCL.raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, out _);

    /// <summary>Whether an error says that the file is damaged.</summary>
    public static bool IsDamage(Exception? error) =>
        error is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT };

    private WindowStoreException Failure(SqliteException error) => error.SqliteErrorCode switch
    {
        _ when IsDamage(error) => Damaged(error),
        SQLitePCL.raw.SQLITE_READONLY => ReadOnly(error),
        SQLitePCL.raw.SQLITE_CANTOPEN => Failure(
            $"cannot be opened; it has to be a file that the gateway's user may write to, in a directory where it may make others ({error.Message})", error),
        _ => Failure($"cannot be opened: {error.Message}", error),
    };

    private WindowStoreException ReadOnly(Exception? error = null) =>
        Failure("is read-only; let the gateway's user write to it and to its directory", error);

    private void ThrowIfForeign(SqliteConnection connection)
    {
        if (SqliteSchema.IsForeign(connection)) throw Failure("belongs to another program; name a file of the gateway's own");
        if (SqliteSchema.IsNewer(connection))
            throw Failure("was written by a newer version of the gateway; run that version, or name another file");
    }

    private static SqliteConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new(connectionString);
        }
        catch (ArgumentException error)
        {
            throw new WindowStoreException("The SQLite connection string cannot be read: write \"Data Source=data/windows.db\".", error);
        }
    }

    private static void MakeDirectory(string path)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WindowStoreException($"The directory of the SQLite file '{path}' cannot be made: {error.Message}", error);
        }
    }

    private WindowStoreException Failure(string what, Exception? error = null)
    {
        var message = $"The SQLite file '{Path}' {what}.";
        return error is null ? new(message) : new(message, error);
    }

    /// <summary>Runs a statement.</summary>
    public static void Execute(SqliteConnection connection, string sql) => Scalar(connection, sql);

    /// <summary>Runs a statement and takes the first value it gives.</summary>
    public static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
