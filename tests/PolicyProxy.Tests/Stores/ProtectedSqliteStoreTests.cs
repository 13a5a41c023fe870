using Microsoft.Data.Sqlite;
using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;

namespace PolicyProxy.Tests.Stores;

/// <summary>With journal, memory and guard around it, a store promises what it does without.</summary>
public sealed class ProtectedSqliteStoreTests : WindowStoreContract, IDisposable
{
    private readonly LeapingClock _time = new(TimeProvider.System.GetUtcNow());
    private readonly TestDirectory _directory = new();
    private ProtectedStore? _store;

    protected override TimeProvider Time => _time;

    protected override bool KeepsUnreadableInJournal => true;

    private string ConnectionString => $"Data Source={_directory.File("windows.db")}";

    public void Dispose() => _directory.Dispose();

    protected override Task<IWindowStore> OpenAsync()
    {
        _store = new(_ => SqliteWindowStore.Open(ConnectionString, TimeSpan.FromSeconds(10), _time), _directory.File("journal"), _time);
        return Task.FromResult<IWindowStore>(_store.Store);
    }

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    protected override async Task PutRawAsync(ConversationId conversation, string value)
    {
        await using var raw = new SqliteConnection($"{ConnectionString};Pooling=False");
        await raw.OpenAsync();
        await using var command = raw.CreateCommand();
        command.CommandText = "INSERT OR REPLACE INTO windows VALUES ($channel, $account, $contact, $value, 253402300799999)";
        command.Parameters.AddWithValue("$channel", conversation.Channel);
        command.Parameters.AddWithValue("$account", conversation.Account);
        command.Parameters.AddWithValue("$contact", conversation.Contact);
        command.Parameters.AddWithValue("$value", value);
        await command.ExecuteNonQueryAsync();
    }
}
