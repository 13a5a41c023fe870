using Microsoft.Data.Sqlite;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>The statements for the sends that count in a conversation, on the one connection that writes.</summary>
internal sealed class SqliteSends : IDisposable
{
    private const string OfConversation = "channel = $channel AND account = $account AND contact = $contact";

    private readonly SqliteCommand _count, _uncount, _forget, _prune;

    /// <summary>Prepares the statements on <paramref name="connection"/>.</summary>
    public SqliteSends(SqliteConnection connection)
    {
        _count = SqliteStatements.Prepare(
            connection,
            $"""
            INSERT INTO sends SELECT $channel, $account, $contact, $time, $expires
            WHERE (SELECT count(*) FROM sends WHERE {OfConversation} AND time >= $since) < $most
            """,
            "$channel", "$account", "$contact", "$time", "$expires", "$since", "$most");
        _uncount = SqliteStatements.Prepare(
            connection, $"DELETE FROM sends WHERE rowid = (SELECT rowid FROM sends WHERE {OfConversation} AND time = $time LIMIT 1)", "$channel", "$account", "$contact", "$time");
        _forget = SqliteStatements.Prepare(connection, $"DELETE FROM sends WHERE {OfConversation} AND time < $since", "$channel", "$account", "$contact", "$since");
        _prune = SqliteStatements.Prepare(
            connection, $"DELETE FROM sends WHERE rowid IN (SELECT rowid FROM sends WHERE expires <= $now LIMIT {SqliteStatements.PruneSize})", "$now");
    }

    /// <summary>Counts a send, unless there are as many as may be, and forgets those from before the last contact.</summary>
    /// <returns>Whether it is counted.</returns>
    public bool TryCount(CountedSend send, int most)
    {
        var since = send.LastContact.ToUnixTimeMilliseconds();
        Forget(send.Conversation, since);
        var (id, time, expires) = (send.Conversation, send.Time.ToUnixTimeMilliseconds(), send.KeepUntil.ToUnixTimeMilliseconds());
        return SqliteStatements.Execute(_count, id.Channel, id.Account, id.Contact, time, expires, since, most) == 1;
    }

    /// <summary>Takes back the count of a send.</summary>
    public void Uncount(CountedSend send) => SqliteStatements.Execute(
        _uncount, send.Conversation.Channel, send.Conversation.Account, send.Conversation.Contact, send.Time.ToUnixTimeMilliseconds());

    /// <summary>Takes away what was sent before a time.</summary>
    public void Forget(ConversationId id, long since) => SqliteStatements.Execute(_forget, id.Channel, id.Account, id.Contact, since);

    /// <summary>Deletes some of what has expired; answers how much.</summary>
    public int Prune(long now) => SqliteStatements.Execute(_prune, now);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in new[] { _count, _uncount, _forget, _prune }) command.Dispose();
    }
}
