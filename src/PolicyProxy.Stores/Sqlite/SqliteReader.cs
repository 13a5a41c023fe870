using Microsoft.Data.Sqlite;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>A connection that looks up last contacts. Not for use by two threads at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find;

    /// <summary>Prepares the look-up on <paramref name="connection"/>, which it takes over.</summary>
    public SqliteReader(SqliteConnection connection)
    {
        _connection = connection;
        _find = connection.CreateCommand();
        _find.CommandText =
            "SELECT last_contact, expires FROM windows WHERE channel = $channel AND account = $account AND contact = $contact";
        foreach (var name in new[] { "$channel", "$account", "$contact" })
            _find.Parameters.Add(new SqliteParameter { ParameterName = name, SqliteType = SqliteType.Text });
    }

    /// <summary>Looks up a conversation; what has expired by <paramref name="now"/> was never there.</summary>
    /// <exception cref="WindowStoreException">The file or the value cannot be read.</exception>
    public LastContact Find(ConversationId conversation, long now)
    {
        _find.Parameters[0].Value = conversation.Channel;
        _find.Parameters[1].Value = conversation.Account;
        _find.Parameters[2].Value = conversation.Contact;
        try
        {
            using var row = _find.ExecuteReader();
            if (!row.Read()) return LastContact.Never;
            if (row.GetValue(1) is not long expires) throw StoredWindow.Unreadable();
            return expires <= now ? LastContact.Never : StoredWindow.Read(row.GetValue(0) as long?);
        }
        catch (SqliteException error)
        {
            throw new WindowStoreException($"SQLite could not read: {error.Message}", error);
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        _find.Dispose();
        _connection.Dispose();
    }
}
