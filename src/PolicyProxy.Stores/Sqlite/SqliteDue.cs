using Microsoft.Data.Sqlite;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>The statements for when somebody is to be told of conversations, on the one connection that writes.</summary>
internal sealed class SqliteDue : IDisposable
{
    private const string Taken = "channel = $channel AND account = $account AND contact = $contact AND due = $again";

    // Longer than the longest window: a channel that tells nobody any more leaves nothing behind.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(32);

    private readonly SqliteCommand _add, _seed, _take, _set, _remove, _prune;

    /// <summary>Prepares the statements on <paramref name="connection"/>.</summary>
    public SqliteDue(SqliteConnection connection)
    {
        _add = SqliteStatements.Prepare(
            connection, "INSERT INTO due VALUES ($channel, $account, $contact, $due) ON CONFLICT DO UPDATE SET due = $due", "$channel", "$account", "$contact", "$due");
        _seed = SqliteStatements.Prepare(
            connection, "INSERT INTO due VALUES ($channel, $account, $contact, $due) ON CONFLICT DO NOTHING", "$channel", "$account", "$contact", "$due");
        _take = SqliteStatements.Prepare(
            connection,
            """
            UPDATE due SET due = $again WHERE channel = $channel AND (account, contact) IN
                (SELECT account, contact FROM due WHERE channel = $channel AND due <= $now ORDER BY due LIMIT $most)
            RETURNING account, contact
            """,
            "$channel", "$now", "$again", "$most");
        _set = SqliteStatements.Prepare(connection, $"UPDATE due SET due = $due WHERE {Taken}", "$channel", "$account", "$contact", "$again", "$due");
        _remove = SqliteStatements.Prepare(connection, $"DELETE FROM due WHERE {Taken}", "$channel", "$account", "$contact", "$again");
        _prune = SqliteStatements.Prepare(
            connection,
            $"""
            DELETE FROM due WHERE (channel, account, contact) IN
                (SELECT channel, account, contact FROM due WHERE due <= $before LIMIT {SqliteStatements.PruneSize})
            """,
            "$before");
    }

    /// <summary>Says when somebody is to be told of a conversation that is recorded.</summary>
    public void Add(ConversationId id, DateTimeOffset due) =>
        SqliteStatements.Execute(_add, id.Channel, id.Account, id.Contact, due.ToUnixTimeMilliseconds());

    /// <summary>Says the same of conversations of which it is not said as yet; answers how many that were.</summary>
    public int Seed(IEnumerable<WindowRecord> records) => records.Sum(record => SqliteStatements.Execute(
        _seed, record.Conversation.Channel, record.Conversation.Account, record.Conversation.Contact, record.NotifyAt!.Value.ToUnixTimeMilliseconds()));

    /// <summary>Takes what is due, the longest due first, and lets it be due again later.</summary>
    public List<ConversationId> Take(string channel, DateTimeOffset now, DateTimeOffset again, int most)
    {
        (_take.Parameters[0].Value, _take.Parameters[1].Value) = (channel, now.ToUnixTimeMilliseconds());
        (_take.Parameters[2].Value, _take.Parameters[3].Value) = (StoredWindow.Taken(again), most);
        var taken = new List<ConversationId>();
        using var rows = _take.ExecuteReader();
        while (rows.Read()) taken.Add(new(channel, rows.GetString(0), rows.GetString(1)));
        return taken;
    }

    /// <summary>Says when a conversation that was taken is due next; null takes it away.</summary>
    public void Set(ConversationId id, DateTimeOffset again, DateTimeOffset? due)
    {
        var taken = StoredWindow.Taken(again);
        if (due is { } time) SqliteStatements.Execute(_set, id.Channel, id.Account, id.Contact, taken, time.ToUnixTimeMilliseconds());
        else SqliteStatements.Execute(_remove, id.Channel, id.Account, id.Contact, taken);
    }

    /// <summary>Deletes some of what nobody took; answers how much.</summary>
    public int Prune(long now) => SqliteStatements.Execute(_prune, now - (long)Kept.TotalMilliseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in new[] { _add, _seed, _take, _set, _remove, _prune }) command.Dispose();
    }
}
