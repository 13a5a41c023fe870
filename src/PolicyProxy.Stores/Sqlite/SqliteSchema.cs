using Microsoft.Data.Sqlite;

namespace PolicyProxy.Stores;

/// <summary>The tables in the file, and the marks in its header that say whose it is.</summary>
internal static class SqliteSchema
{
    // "PPXY": marks the file as ours in its header, where SQLite keeps a number for that purpose.
    private const long ApplicationId = 0x50505859;

    /// <summary>The version of the table, kept in the file's header.</summary>
    public const long Version = 1;

    // WITHOUT ROWID: the key is the table. The table of windows also holds when a channel was first seen, under an empty account and contact.
    private const string Tables = """
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

    // Came later: a file without them gets them, and a gateway that does not know them passes over them.
    private const string Later = """
        CREATE TABLE IF NOT EXISTS due (
            channel TEXT NOT NULL,
            account TEXT NOT NULL,
            contact TEXT NOT NULL,
            due INTEGER NOT NULL,
            PRIMARY KEY (channel, account, contact)
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS due_due ON due (channel, due);
        CREATE TABLE IF NOT EXISTS sends (
            channel TEXT NOT NULL,
            account TEXT NOT NULL,
            contact TEXT NOT NULL,
            time INTEGER NOT NULL,
            expires INTEGER NOT NULL
        );
        CREATE INDEX IF NOT EXISTS sends_time ON sends (channel, account, contact, time);
        CREATE INDEX IF NOT EXISTS sends_expires ON sends (expires);
        """;

    /// <summary>Whether another program made the file.</summary>
    public static bool IsForeign(SqliteConnection connection)
    {
        var application = SqliteFile.Scalar(connection, "PRAGMA application_id");
        return application is not ApplicationId && !(application is 0L && IsEmpty(connection));
    }

    /// <summary>Whether a newer version of the gateway made the file.</summary>
    public static bool IsNewer(SqliteConnection connection) => SqliteFile.Scalar(connection, "PRAGMA user_version") is > Version;

    /// <summary>Makes the tables that are missing: all of them in a file that is new.</summary>
    public static void CreateMissing(SqliteConnection connection)
    {
        // A start needs no right to write while another process has it.
        if (HasLater(connection)) return;

        // An import may make the same file at the same moment: the second one finds it made.
        SqliteFile.Execute(connection, "BEGIN IMMEDIATE");
        if (IsEmpty(connection))
            SqliteFile.Execute(connection, $"{Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};");
        SqliteFile.Execute(connection, Later);
        SqliteFile.Execute(connection, "COMMIT");
    }

    /// <summary>Reads a row of every table: fails when one is missing, or its first pages are damaged.</summary>
    public static void ReadTables(SqliteConnection connection)
    {
        foreach (var table in new[] { "windows", "ties" }) SqliteFile.Execute(connection, $"SELECT * FROM {table} ORDER BY expires LIMIT 1");
        foreach (var table in new[] { "due", "sends" }) SqliteFile.Execute(connection, $"SELECT * FROM {table} LIMIT 1");
    }

    private static bool HasLater(SqliteConnection connection) =>
        SqliteFile.Scalar(connection, "SELECT count(*) FROM sqlite_master WHERE name IN ('due_due', 'sends_expires')") is 2L;

    private static bool IsEmpty(SqliteConnection connection) => SqliteFile.Scalar(connection, "SELECT count(*) FROM sqlite_master") is 0L;
}
