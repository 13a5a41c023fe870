using Microsoft.Data.Sqlite;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>The file of last contacts: where it is, whether it is one, and connections to it.</summary>
internal sealed class SqliteFile
{
    // "PPXY": marks the file as ours in its header, where SQLite keeps a number for that purpose.
    private const long ApplicationId = 0x50505859;

    /// <summary>The version of the table, kept in the file's header.</summary>
    public const long Version = 1;

    // WITHOUT ROWID: the key is the table. The table of windows also holds when a channel was first seen, under an empty account and contact.
    private const string Schema = """
        CREATE TABLE windows (
            channel TEXT NOT NULL,
            account TEXT NOT NULL,
            contact TEXT NOT NULL,
            last_contact INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            PRIMARY KEY (channel, account, contact)
        ) WITHOUT ROWID;
        CREATE INDEX windows_expires ON windows (expires);
        CREATE TABLE ties (
            channel TEXT NOT NULL,
            account TEXT NOT NULL,
            contact TEXT NOT NULL,
            others TEXT NOT NULL,
            expires INTEGER NOT NULL,
            PRIMARY KEY (channel, account, contact)
        ) WITHOUT ROWID;
        CREATE INDEX ties_expires ON ties (expires);
        """;

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
    /// <exception cref="WindowStoreException">The file is damaged, another program's, a newer gateway's, or out of reach.</exception>
    public SqliteConnection OpenToWrite() => Open(connection =>
    {
        // In one transaction: another process may be making the file right now, and half of it would look foreign.
        Execute(connection, "BEGIN");
        ThrowIfForeign(connection);
        if (Scalar(connection, "PRAGMA quick_check(1)") is not "ok") throw Damaged();
        Execute(connection, "COMMIT");

        if (Scalar(connection, "PRAGMA journal_mode = WAL") is not "wal")
            throw Failure("does not support write-ahead logging there; put it on a local disk");
        Execute(connection, "PRAGMA synchronous = FULL");
        CreateIfEmpty(connection);
    });

    /// <summary>Opens a connection that only reads.</summary>
    public SqliteConnection OpenToRead() => Open(connection => Execute(connection, "PRAGMA query_only = ON"));

    private SqliteConnection Open(Action<SqliteConnection> prepare)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = {(int)_busyTimeout.TotalMilliseconds}");
            prepare(connection);
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw error.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT
                ? Damaged(error)
                : Failure($"cannot be opened: {error.Message}", error);
        }
        catch (WindowStoreException)
        {
            connection.Dispose();
            throw;
        }
    }

    private void ThrowIfForeign(SqliteConnection connection)
    {
        var application = Scalar(connection, "PRAGMA application_id");
        if (application is not ApplicationId && !(application is 0L && IsEmpty(connection)))
            throw Failure("belongs to another program; name a file of the gateway's own");
        if (Scalar(connection, "PRAGMA user_version") is > Version)
            throw Failure("was written by a newer version of the gateway; run that version, or name another file");
    }

    private static void CreateIfEmpty(SqliteConnection connection)
    {
        // An import may make the same file at the same moment: the second one finds it made.
        Execute(connection, "BEGIN IMMEDIATE");
        if (IsEmpty(connection))
            Execute(connection, $"{Schema} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};");
        Execute(connection, "COMMIT");
    }

    private static bool IsEmpty(SqliteConnection connection) => Scalar(connection, "SELECT count(*) FROM sqlite_master") is 0L;

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

    private WindowStoreException Damaged(Exception? error = null) => Failure(
        "is damaged or no SQLite file; it was left as it is. Restore it from a backup, or move it away to begin with an empty one", error);

    private WindowStoreException Failure(string what, Exception? error = null)
    {
        var message = $"The SQLite file '{Path}' {what}.";
        return error is null ? new(message) : new(message, error);
    }

    private static void Execute(SqliteConnection connection, string sql) => Scalar(connection, sql);

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
