using Microsoft.Data.Sqlite;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>A connection that looks up last contacts. Not for use by two threads at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    /// <summary>How many conversations are listed at a time, which takes a few milliseconds: a longer look would keep the log from being cut.</summary>
    public const int PageSize = 1000;

    // What says when a channel was first seen has no contact. An index on what expires when would not be of use: most has not.
    private const string ListSql = """
        SELECT channel, account, contact, last_contact, typeof(expires) FROM windows
        WHERE (channel, account, contact) > ($channel, $account, $contact) AND contact <> '' AND (typeof(expires) <> 'integer' OR expires > $now)
        ORDER BY channel, account, contact LIMIT $size
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find, _findTies, _findSends;

    /// <summary>Prepares the look-ups on <paramref name="connection"/>, which it takes over.</summary>
    public SqliteReader(SqliteConnection connection)
    {
        _connection = connection;
        _find = Prepare("last_contact", "windows");
        _findTies = Prepare("others", "ties");
        _findSends = SqliteStatements.Prepare(
            connection, "SELECT count(*) FROM sends WHERE channel = $channel AND account = $account AND contact = $contact AND time >= $since", "$channel", "$account", "$contact", "$since");
    }

    /// <summary>Looks up a conversation; what has expired by <paramref name="now"/> was never there.</summary>
    /// <exception cref="WindowStoreException">The file or the value cannot be read.</exception>
    public LastContact Find(ConversationId conversation, long now) =>
        Find(_find, conversation, now) is { } stored ? StoredWindow.Read(stored as long?, conversation) : LastContact.Never;

    /// <summary>Looks up what a contact's id is tied to.</summary>
    /// <exception cref="WindowStoreException">The file or the value cannot be read.</exception>
    public IReadOnlyList<string> FindTies(ConversationId conversation, long now) =>
        StoredWindow.ReadTies(Find(_findTies, conversation, now) as string);

    /// <summary>How many sends of a conversation are counted since a time.</summary>
    /// <exception cref="WindowStoreException">The file cannot be read.</exception>
    public int FindSends(ConversationId conversation, long since)
    {
        object[] values = [conversation.Channel, conversation.Account, conversation.Contact, since];
        for (var i = 0; i < values.Length; i++) _findSends.Parameters[i].Value = values[i];
        try
        {
            return (int)(long)_findSends.ExecuteScalar()!;
        }
        catch (SqliteException error)
        {
            throw new WindowStoreException($"SQLite could not read: {error.Message}", error);
        }
    }

    /// <summary>The conversations after one, in the order of their keys; fewer than <see cref="PageSize"/> when there are no more.</summary>
    /// <exception cref="WindowStoreException">The file cannot be read.</exception>
    public List<StoredContact> List(ConversationId after, long now)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = ListSql;
        command.Parameters.AddWithValue("$channel", after.Channel);
        command.Parameters.AddWithValue("$account", after.Account);
        command.Parameters.AddWithValue("$contact", after.Contact);
        command.Parameters.AddWithValue("$now", now);
        command.Parameters.AddWithValue("$size", PageSize);
        var page = new List<StoredContact>(PageSize);
        try
        {
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                var stored = row.GetString(4) == "integer" ? row.GetValue(3) as long? : null;
                page.Add(new(new(row.GetString(0), row.GetString(1), row.GetString(2)), StoredWindow.TryRead(stored)));
            }

            return page;
        }
        catch (SqliteException error)
        {
            throw new WindowStoreException($"SQLite could not read: {error.Message}", error);
        }
    }

    private static object? Find(SqliteCommand command, ConversationId conversation, long now)
    {
        command.Parameters[0].Value = conversation.Channel;
        command.Parameters[1].Value = conversation.Account;
        command.Parameters[2].Value = conversation.Contact;
        try
        {
            using var row = command.ExecuteReader();
            if (!row.Read()) return null;
            if (row.GetValue(1) is not long expires) throw StoredWindow.Unreadable(conversation);
            return expires <= now ? null : row.GetValue(0);
        }
        catch (SqliteException error)
        {
            throw new WindowStoreException($"SQLite could not read: {error.Message}", error);
        }
    }

    private SqliteCommand Prepare(string column, string table)
    {
        var command = _connection.CreateCommand();
        command.CommandText = $"SELECT {column}, expires FROM {table} WHERE channel = $channel AND account = $account AND contact = $contact";
        foreach (var name in new[] { "$channel", "$account", "$contact" })
            command.Parameters.Add(new SqliteParameter { ParameterName = name, SqliteType = SqliteType.Text });
        return command;
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        _find.Dispose();
        _findTies.Dispose();
        _findSends.Dispose();
        _connection.Dispose();
    }
}
