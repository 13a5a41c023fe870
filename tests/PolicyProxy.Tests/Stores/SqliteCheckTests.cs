using System.Diagnostics;
using Microsoft.Data.Sqlite;
using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>The look through the whole file does not hold up a start, and what it finds late counts all the same.</summary>
public sealed class SqliteCheckTests : IDisposable
{
    private static readonly ConversationId Conversation = new("messenger", "", "1000");

    private static readonly ConversationId FarFromTheRoot = Conversation with { Contact = "3999" };

    private readonly TestDirectory _directory = new();

    private string Path => _directory.File("windows.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_start_without_patience_does_not_wait_for_it()
    {
        await DamageAsync();

        await using var store = Open(TimeSpan.Zero);
    }

    [Fact]
    public async Task Damage_found_after_the_start_fails_every_call_from_then_on()
    {
        await DamageAsync();
        await using var store = Open(TimeSpan.Zero);

        await UntilDamagedAsync(() => store.PingAsync());
        await UntilDamagedAsync(() => store.FindAsync(Conversation));
        await UntilDamagedAsync(() => store.FindTiesAsync(Conversation));
        await UntilDamagedAsync(() => store.FirstSeenAsync("messenger", Now));
        await UntilDamagedAsync(() => store.ForgetAsync(Conversation, Now, Now.AddDays(2)));
        await UntilDamagedAsync(() => store.RecordAsync([new(Conversation, Now, Now.AddDays(2))]));
    }

    [Fact]
    public async Task A_sound_file_is_worked_with_after_a_start_without_patience()
    {
        await FillAsync();
        await using var store = Open(TimeSpan.Zero);

        await Task.Delay(100);

        (await store.FindAsync(Conversation)).Time.ShouldNotBeNull();
        await store.PingAsync();
    }

    [Fact]
    public async Task A_call_that_meets_damage_is_the_last_one_that_is_tried()
    {
        await FillAsync();
        await using var store = Open(SqliteCheck.Patience);
        Overwrite(int.MaxValue);

        await UntilDamagedAsync(() => store.FindAsync(FarFromTheRoot));
        await UntilDamagedAsync(() => store.PingAsync());
    }

    [Fact]
    public async Task A_damaged_file_keeps_its_log_when_it_is_closed()
    {
        await FillAsync();
        var store = Open(SqliteCheck.Patience);
        await store.RecordAsync([new(Conversation, Now, Now.AddDays(2))]);
        Overwrite(int.MaxValue);
        await UntilDamagedAsync(() => store.FindAsync(FarFromTheRoot));
        var (file, log) = (await File.ReadAllBytesAsync(Path), await ReadSharedAsync(Path + "-wal"));

        await store.DisposeAsync();

        log.ShouldNotBeEmpty();
        (await File.ReadAllBytesAsync(Path)).ShouldBe(file);
        (await File.ReadAllBytesAsync(Path + "-wal")).ShouldBe(log);
    }

    [Fact]
    public async Task A_file_without_a_table_is_refused()
    {
        await FillAsync(1);
        using (var raw = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            raw.Open();
            using var drop = new SqliteCommand("DROP TABLE ties", raw);
            drop.ExecuteNonQuery();
        }

        Should.Throw<WindowStoreException>(() => Open(SqliteCheck.Patience)).Message.ShouldContain("no such table: ties");
    }

    private static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    private SqliteWindowStore Open(TimeSpan patience) =>
        SqliteWindowStore.Open($"Data Source={Path}", TimeSpan.FromSeconds(10), TimeProvider.System, besideGateway: false, patience);

    private async Task FillAsync(int count = 4000)
    {
        await using var store = Open(SqliteCheck.Patience);
        await store.RecordAsync(Enumerable.Range(0, count).Select(index => new WindowRecord(Conversation with { Contact = $"{index}" }, Now, Now.AddDays(2))).ToList());
    }

    private async Task DamageAsync()
    {
        await FillAsync();
        Overwrite(1);
    }

    // The header and the roots of tables and indexes stay: the start itself finds nothing wrong.
    private void Overwrite(int pages)
    {
        var length = new FileInfo(Path).Length / 4096;
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = Math.Max(8, length - pages) * 4096;
        file.Write(Enumerable.Repeat((byte)0xA5, (int)((length * 4096) - file.Position)).ToArray());
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static async Task UntilDamagedAsync(Func<Task> call)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(5))
        {
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10), "The damage is not found.");
            try
            {
                await call();
            }
            catch (WindowStoreException failure) when (failure.Message.Contains("is damaged", StringComparison.Ordinal))
            {
                return;
            }
            catch (WindowStoreException failure)
            {
                failure.Message.ShouldContain("malformed");
            }
        }
    }
}
