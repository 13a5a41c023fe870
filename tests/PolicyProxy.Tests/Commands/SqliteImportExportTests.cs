using Microsoft.Data.Sqlite;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands;

public sealed class SqliteImportExportTests : ImportExportContract
{
    private string ConnectionString => $"Data Source={FileOf("windows.db")}";

    private protected override GatewaySettings OnStore(GatewaySettings settings) => settings;

    private protected override IListedWindowStore OpenStore() =>
        SqliteWindowStore.Open(ConnectionString, TimeSpan.FromSeconds(10), TimeProvider.System, besideGateway: true);

    private protected override Task EmptyAsync() => ExecuteAsync("DELETE FROM windows");

    private protected override async Task PutRawAsync(string contact, string value)
    {
        await OpenStore().DisposeAsync();
        await ExecuteAsync($"INSERT INTO windows VALUES ('whatsapp', '106540352242922', '{contact}', '{value}', {long.MaxValue})");
    }

    [Fact]
    public async Task A_damaged_file_is_exit_code_3_and_left_as_it_is()
    {
        await File.WriteAllTextAsync(FileOf("windows.db"), new string('x', 5000));
        Save(Settings());
        await using var command = Start("export", "--config", ConfigurationFile);

        (await command.WaitForExitAsync()).ShouldBe(3);
        command.Errors.ShouldHaveSingleItem().ShouldContain("is damaged or no SQLite file");
        (await File.ReadAllTextAsync(FileOf("windows.db"))).ShouldBe(new string('x', 5000));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var raw = new SqliteConnection($"{ConnectionString};Pooling=False");
        await raw.OpenAsync();
        await using var command = raw.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
