using Microsoft.Data.Sqlite;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>The statements that write, prepared once on the one connection that writes. Not for use by two threads at a time.</summary>
internal sealed class SqliteStatements : IDisposable
{
    /// <summary>How many expired conversations one transaction deletes at most.</summary>
    public const int PruneSize = 500;

    private const string Key = "$channel, $account, $contact";

    // LastContact.Merge in SQL. What cannot be read matches no row, so that the caller learns of it and it is not overwritten.
    private const string RecordSql = $"""
        INSERT INTO windows VALUES ({Key}, $time, $expires)
        ON CONFLICT DO UPDATE SET
            last_contact = CASE
                WHEN expires <= $now THEN $time
                WHEN last_contact >= 0 THEN max(last_contact, $time)
                WHEN $time > -last_contact THEN $time
                WHEN $time % 1000 = 0 AND $time >= -last_contact - -last_contact % 1000 THEN $time
                ELSE last_contact
            END,
            expires = max(expires, $expires)
        WHERE expires <= $now
            OR (typeof(expires) = 'integer' AND typeof(last_contact) = 'integer' AND last_contact BETWEEN -$max AND $max)
        """;

    // Only what is known to be later than the erasure survives it; a value that cannot be read is erased like any other.
    private const string ForgetSql = $"""
        INSERT INTO windows VALUES ({Key}, -$time, $expires)
        ON CONFLICT DO UPDATE SET
            last_contact = CASE
                WHEN expires <= $now OR typeof(last_contact) <> 'integer' THEN -$time
                WHEN last_contact > $time AND last_contact <= $max THEN last_contact
                WHEN last_contact < -$time AND last_contact >= -$max THEN last_contact
                ELSE -$time
            END,
            expires = iif(typeof(expires) = 'integer', max(expires, $expires), $expires)
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCheck _check;
    private readonly bool _bringsLogIn;
    private readonly SqliteCommand _begin, _commit, _rollback, _record, _forget, _see, _seen, _tie, _prune, _pruneTies, _touch;

    /// <summary>Prepares the statements on <paramref name="connection"/>, which it takes over.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="check">Knows whether the file is damaged.</param>
    /// <param name="bringsLogIn">Whether the log goes into the file at the end. Nobody can write meanwhile, so not beside a gateway.</param>
    public SqliteStatements(SqliteConnection connection, SqliteCheck check, bool bringsLogIn)
    {
        (_connection, _check, _bringsLogIn) = (connection, check, bringsLogIn);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _record = Prepare(RecordSql, "$channel", "$account", "$contact", "$time", "$expires", "$now", "$max");
        _forget = Prepare(ForgetSql, "$channel", "$account", "$contact", "$time", "$expires", "$now", "$max");
        _see = Prepare("INSERT INTO windows VALUES ($channel, '', '', $now, $never) ON CONFLICT DO NOTHING", "$channel", "$now", "$never");
        _seen = Prepare("SELECT last_contact FROM windows WHERE channel = $channel AND account = '' AND contact = ''", "$channel");
        _tie = Prepare($"INSERT OR REPLACE INTO ties VALUES ({Key}, $others, $expires)", "$channel", "$account", "$contact", "$others", "$expires");
        _prune = PreparePrune("windows");
        _pruneTies = PreparePrune("ties");
        _touch = Prepare($"PRAGMA user_version = {SqliteSchema.Version}");
        Due = new(connection);
        Sends = new(connection);
    }

    /// <summary>When somebody is to be told of conversations.</summary>
    public SqliteDue Due { get; }

    /// <summary>Which sends count in a conversation.</summary>
    public SqliteSends Sends { get; }

    /// <summary>Begins a transaction.</summary>
    public void Begin() => _begin.ExecuteNonQuery();

    /// <summary>Ends it: what it wrote is on the disk, in the file that the next start will find.</summary>
    public void Commit()
    {
        SqliteFilePlace.ThrowIfGone(_connection);
        _commit.ExecuteNonQuery();
    }

    /// <summary>Takes it back.</summary>
    public void Rollback()
    {
        // SQLite has taken it back by itself already after some errors (disk full, for one).
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0) _rollback.ExecuteNonQuery();
    }

    /// <summary>Merges records; answers those that were not kept, because the stored value cannot be read: it stays as it is.</summary>
    public List<WindowRecord> Record(List<WindowRecord> records, long now)
    {
        foreach (var record in records)
        {
            if (record.NotifyAt is { } due) Due.Add(record.Conversation, due);
        }

        return records.FindAll(record => Execute(_record, record.Conversation, record.Time, record.KeepUntil, now) == 0);
    }

    /// <summary>Erases a conversation, unless something later is known of it.</summary>
    public void Forget(ConversationId conversation, DateTimeOffset time, DateTimeOffset keepUntil, long now)
    {
        Execute(_forget, conversation, time, keepUntil, now);
        Sends.Forget(conversation, time.ToUnixTimeMilliseconds() + 1);
    }

    /// <summary>Remembers when a channel was first seen, and says it; null when what is stored is no number.</summary>
    public long? FirstSeen(string channel, DateTimeOffset now)
    {
        Execute(_see, channel, now.ToUnixTimeMilliseconds(), StoredWindow.MaxMilliseconds);
        _seen.Parameters[0].Value = channel;
        return _seen.ExecuteScalar() as long?;
    }

    /// <summary>Replaces what an id is tied to; no others expire at once.</summary>
    public void Tie(ContactTie tie) => Execute(
        _tie, tie.Conversation.Channel, tie.Conversation.Account, tie.Conversation.Contact, StoredWindow.Ties(tie.Others),
        tie.Others.Count == 0 ? 0 : tie.KeepUntil.ToUnixTimeMilliseconds());

    /// <summary>Deletes some of what has expired; true when there may be more.</summary>
    public bool Prune(long now) => Execute(_prune, now) + Execute(_pruneTies, now) + Due.Prune(now) + Sends.Prune(now) >= PruneSize;

    /// <summary>Writes without changing anything: fails where a record would fail.</summary>
    public void Touch() => _touch.ExecuteNonQuery();

    /// <summary>Brings the log into the file, as far as that is possible and readers elsewhere permit, and closes the connection.</summary>
    public void Dispose()
    {
        if (_bringsLogIn && !_check.HasFoundDamage) BringLogIn();
        foreach (var command in new[] { _begin, _commit, _rollback, _record, _forget, _see, _seen, _tie, _prune, _pruneTies, _touch }) command.Dispose();
        Due.Dispose();
        Sends.Dispose();
        _connection.Dispose();
    }

    private void BringLogIn()
    {
        try
        {
            SqliteFile.Scalar(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            SqliteFile.KeepLogOnClose(_connection, false);
        }
        catch (SqliteException)
        {
            // The disk is full, for one. Nothing is lost: what is in the log stays there, and the next start reads it.
        }
    }

    private SqliteCommand PreparePrune(string table) => Prepare(
        $"""
        DELETE FROM {table} WHERE (channel, account, contact) IN
            (SELECT channel, account, contact FROM {table} WHERE expires <= $now LIMIT {PruneSize})
        """,
        "$now");

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters) => Prepare(_connection, sql, parameters);

    /// <summary>Prepares a statement.</summary>
    public static SqliteCommand Prepare(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static int Execute(SqliteCommand command, ConversationId id, DateTimeOffset time, DateTimeOffset keepUntil, long now) =>
        Execute(
            command, id.Channel, id.Account, id.Contact, time.ToUnixTimeMilliseconds(), keepUntil.ToUnixTimeMilliseconds(), now,
            StoredWindow.MaxMilliseconds);

    /// <summary>Runs a statement with the values of its parameters; answers how many rows it changed.</summary>
    public static int Execute(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var index = 0; index < values.Length; index++) command.Parameters[index].Value = values[index];
        return command.ExecuteNonQuery();
    }
}
