using Microsoft.Data.Sqlite;
using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>Which files are opened, and by how many.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private static readonly ConversationId Conversation = new("whatsapp", "1", "491701234567");

    private readonly LeapingClock _time = new(TimeProvider.System.GetUtcNow());
    private readonly TestDirectory _directory = new();

    private string Path => _directory.File("windows.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_missing_directory_is_made()
    {
        var path = _directory.File("data", "deep", "windows.db");
        await using var store = Open(path);

        File.Exists(path).ShouldBeTrue();
    }

    [Fact]
    public async Task A_relative_path_counts_from_the_current_directory()
    {
        await using var store = Open(System.IO.Path.GetRelativePath(Environment.CurrentDirectory, Path));

        File.Exists(Path).ShouldBeTrue();
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(_directory.File("file"), "");

        Refusal(_directory.File("file", "windows.db")).ShouldContain(_directory.File("file"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=x;Mode=Memory")]
    [InlineData("localhost:6379")]
    [InlineData("Nonsense=1")]
    public void A_connection_string_without_a_file_is_refused(string connectionString) =>
        Should.Throw<WindowStoreException>(() => SqliteWindowStore.Open(connectionString, TimeSpan.FromSeconds(1), _time))
            .Message.ShouldContain("Data Source=data/windows.db");

    [Fact]
    public async Task A_second_gateway_is_refused_with_what_to_do()
    {
        await using var first = Open(Path);

        var message = Refusal(Path);
        message.ShouldContain(Path);
        message.ShouldContain("another gateway");
        message.ShouldContain("Redis");
    }

    [Fact]
    public async Task A_refused_second_gateway_leaves_the_first_alone()
    {
        await using var first = Open(Path);
        Refusal(Path);

        await first.RecordAsync([Record()]);
        (await first.FindAsync(Conversation)).Time.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_closed_gateway_makes_room_for_the_next()
    {
        await Open(Path).DisposeAsync();

        await using var second = Open(Path);
        await second.PingAsync();
    }

    [Fact]
    public async Task A_refused_file_is_not_locked()
    {
        await File.WriteAllTextAsync(Path, new string('x', 5000));
        Refusal(Path);
        File.Delete(Path);

        await using var store = Open(Path);
        await store.PingAsync();
    }

    [Fact]
    public async Task A_command_reads_and_adds_beside_a_running_gateway()
    {
        await using var gateway = Open(Path);
        await gateway.RecordAsync([Record()]);

        await using var command = Open(Path, besideGateway: true);
        (await command.FindAsync(Conversation)).Time.ShouldNotBeNull();
        await Task.WhenAll(Enumerable.Range(0, 50).SelectMany(index => new[]
        {
            command.RecordAsync([Record($"command-{index}")]), gateway.RecordAsync([Record($"gateway-{index}")]),
        }));
        (await gateway.FindAsync(Conversation with { Contact = "command-49" })).Time.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_command_works_without_a_gateway_and_makes_the_file()
    {
        await using (var command = Open(Path, besideGateway: true)) await command.RecordAsync([Record()]);

        await using var gateway = Open(Path);
        (await gateway.FindAsync(Conversation)).Time.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_gateway_and_a_command_may_make_the_file_at_once()
    {
        for (var round = 0; round < 10; round++)
        {
            var path = _directory.File($"windows-{round}.db");
            var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(index => Task.Run(() => Open(path, besideGateway: index > 0))));

            foreach (var store in stores) await store.PingAsync();
            foreach (var store in stores) await store.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(20_000)]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is(int length)
    {
        var bytes = Enumerable.Range(0, length).Select(index => (byte)(index * 7 + 1)).ToArray();
        await File.WriteAllBytesAsync(Path, bytes);

        Refusal(Path).ShouldContain("damaged");
        (await File.ReadAllBytesAsync(Path)).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_damaged_file_is_refused_and_left_as_it_is()
    {
        await FillAsync();
        var bytes = await File.ReadAllBytesAsync(Path);
        bytes.AsSpan(4096 * 3, 4096).Fill(0xA5);
        await File.WriteAllBytesAsync(Path, bytes);

        Refusal(Path).ShouldContain("damaged");
        (await File.ReadAllBytesAsync(Path)).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_truncated_file_is_refused_and_left_as_it_is()
    {
        await FillAsync();
        var bytes = (await File.ReadAllBytesAsync(Path))[..(4096 * 4)];
        await File.WriteAllBytesAsync(Path, bytes);

        Refusal(Path).ShouldContain("damaged");
        (await File.ReadAllBytesAsync(Path)).ShouldBe(bytes);
    }

    [Fact]
    public async Task An_empty_file_becomes_a_database()
    {
        await File.WriteAllBytesAsync(Path, []);

        await using var store = Open(Path);
        await store.PingAsync();
    }

    [Fact]
    public async Task Another_programs_database_is_refused_and_left_as_it_is()
    {
        Execute("CREATE TABLE customers (name TEXT); INSERT INTO customers VALUES ('Ada')");
        var bytes = await File.ReadAllBytesAsync(Path);

        Refusal(Path).ShouldContain("another program");
        (await File.ReadAllBytesAsync(Path)).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_newer_gateways_file_is_refused()
    {
        await Open(Path).DisposeAsync();
        Execute("PRAGMA user_version = 2");

        Refusal(Path).ShouldContain("newer version");
    }

    private SqliteWindowStore Open(string path, bool besideGateway = false) =>
        SqliteWindowStore.Open($"Data Source={path}", TimeSpan.FromSeconds(10), _time, besideGateway);

    private string Refusal(string path)
    {
        var message = Should.Throw<WindowStoreException>(() => Open(path)).Message;
        message.ShouldContain(path);
        return message;
    }

    private WindowRecord Record(string? contact = null) => new(
        Conversation with { Contact = contact ?? Conversation.Contact }, _time.GetUtcNow(), _time.GetUtcNow().AddDays(2));

    private async Task FillAsync()
    {
        await using var store = Open(Path);
        await store.RecordAsync(Enumerable.Range(0, 2000).Select(index => Record($"{index}")).ToList());
    }

    private void Execute(string sql)
    {
        using var raw = new SqliteConnection($"Data Source={Path};Pooling=False");
        raw.Open();
        using var command = raw.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
