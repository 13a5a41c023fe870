using System.Diagnostics;
using Microsoft.Data.Sqlite;
using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>The disk is full, or another process holds the file: told in time, without loss, and over when its cause is.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    // The limit, and what a busy machine adds to it.
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(3);

    // In KiB: the file, its log and the log's index, which has 32 from the start.
    private const int DiskSize = 4096;

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    private readonly TestDirectory _directory = new();
    private readonly List<ConversationId> _acknowledged = [];

    private string Path => _directory.File("windows.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_lock_held_for_long_is_told_in_time()
    {
        await using var store = Open(Path);
        await using var raw = OpenRaw(Path);
        await using var held = raw.BeginTransaction(deferred: false);

        var started = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(index => Should.ThrowAsync<WindowStoreException>(() => store.RecordAsync([Record(Contact(index))]))));

        started.Elapsed.ShouldBeLessThan(InTime);
    }

    [Fact]
    public async Task A_lock_held_for_long_loses_nothing_and_is_survived()
    {
        await using (var store = Open(Path))
        {
            await RecordAsync(store, 0, 100);
            await using (var raw = OpenRaw(Path))
            {
                await using var held = raw.BeginTransaction(deferred: false);
                for (var index = 100; index < 103; index++) await Should.ThrowAsync<WindowStoreException>(() => store.RecordAsync([Record(Contact(index))]));
                await held.RollbackAsync();
            }

            await UntilItTakesRecordsAsync(store);
        }

        await CheckAsync(Path);
    }

    [Fact]
    public async Task A_start_beside_another_process_that_writes_succeeds()
    {
        await Open(Path).DisposeAsync();
        await using var raw = OpenRaw(Path);
        await using var held = raw.BeginTransaction(deferred: false);

        await using var store = Open(Path);
        (await store.FindAsync(Contact(1))).ShouldBe(LastContact.Never);
        await Should.ThrowAsync<WindowStoreException>(() => store.PingAsync());

        await held.RollbackAsync();
        await UntilItTakesRecordsAsync(store);
    }

    [SkippableFact]
    public async Task A_full_disk_is_told_in_time_and_leaves_everything_readable()
    {
        using var disk = SmallDisk.Mount(DiskSize);
        await using var store = Open(PathOn(disk));
        await RecordAsync(store, 0, 100);
        disk.Fill();

        (await RecordUntilItFailsAsync(store, 100)).ShouldBeLessThan(InTime);
        await Should.ThrowAsync<WindowStoreException>(() => store.PingAsync());
        foreach (var contact in _acknowledged) (await store.FindAsync(contact)).Time.ShouldBe(Now);
    }

    [SkippableFact]
    public async Task A_disk_with_room_again_is_written_to_again_and_nothing_is_lost()
    {
        using var disk = SmallDisk.Mount(DiskSize);
        await using (var store = Open(PathOn(disk)))
        {
            for (var round = 0; round < 3; round++)
            {
                disk.Fill();
                await RecordUntilItFailsAsync(store, round * 100_000);
                disk.Empty();
                await UntilItTakesRecordsAsync(store);
            }
        }

        await CheckAsync(PathOn(disk));
    }

    [SkippableFact]
    public async Task Closing_on_a_full_disk_loses_nothing()
    {
        using var disk = SmallDisk.Mount(DiskSize);
        var store = Open(PathOn(disk));
        disk.Fill();
        await RecordUntilItFailsAsync(store, 0);
        await store.DisposeAsync();

        disk.Empty();
        await CheckAsync(PathOn(disk));
    }

    [SkippableFact]
    public async Task A_start_on_a_full_disk_is_refused_by_name_and_costs_nothing()
    {
        using var disk = SmallDisk.Mount(DiskSize);
        var path = PathOn(disk);
        await using (var store = Open(path)) await RecordAsync(store, 0, 100);
        disk.Fill();

        Should.Throw<WindowStoreException>(() => Open(path)).Message.ShouldContain(path);

        disk.Empty();
        await CheckAsync(path);
    }

    private static string PathOn(SmallDisk disk) => System.IO.Path.Combine(disk.Path, "windows.db");

    private static SqliteWindowStore Open(string path) => SqliteWindowStore.Open($"Data Source={path}", Limit, TimeProvider.System);

    private static SqliteConnection OpenRaw(string path)
    {
        var raw = new SqliteConnection($"Data Source={path};Pooling=False");
        raw.Open();
        return raw;
    }

    private static ConversationId Contact(int index) => new("messenger", "", $"2538171900{index:000000}");

    private static WindowRecord Record(ConversationId contact) => new(contact, Now, Now.AddDays(2));

    private async Task RecordAsync(SqliteWindowStore store, int first, int count)
    {
        var contacts = Enumerable.Range(first, count).Select(Contact).ToList();
        await store.RecordAsync(contacts.ConvertAll(Record));
        _acknowledged.AddRange(contacts);
    }

    // Answers how long the call took that failed.
    private async Task<TimeSpan> RecordUntilItFailsAsync(SqliteWindowStore store, int first)
    {
        for (var index = first; index < first + 20_000; index += 10)
        {
            var called = Stopwatch.StartNew();
            try
            {
                await RecordAsync(store, index, 10);
            }
            catch (WindowStoreException)
            {
                return called.Elapsed;
            }
        }

        throw new ShouldAssertException("The disk is not full.");
    }

    private async Task UntilItTakesRecordsAsync(SqliteWindowStore store)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            try
            {
                await RecordAsync(store, 900_000, 10);
                return;
            }
            catch (WindowStoreException) when (waited.Elapsed < TimeSpan.FromSeconds(10))
            {
                // Not yet.
            }
        }
    }

    private async Task CheckAsync(string path)
    {
        await using var store = Open(path);
        foreach (var contact in _acknowledged) (await store.FindAsync(contact)).Time.ShouldBe(Now);
        await using var raw = OpenRaw(path);
        await using var check = new SqliteCommand("PRAGMA integrity_check", raw);
        (await check.ExecuteScalarAsync()).ShouldBe("ok");
    }
}
