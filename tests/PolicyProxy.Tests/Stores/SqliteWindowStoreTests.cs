using Microsoft.Data.Sqlite;
using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

public sealed class SqliteWindowStoreTests : WindowStoreContract, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly LeapingClock _time = new(TimeProvider.System.GetUtcNow());
    private readonly TestDirectory _directory = new();

    protected override TimeProvider Time => _time;

    private string Path => _directory.File("windows.db");

    public void Dispose() => _directory.Dispose();

    protected override Task<IWindowStore> OpenAsync() => Task.FromResult<IWindowStore>(Open());

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    protected override async Task PutRawAsync(ConversationId conversation, string value)
    {
        await using var raw = OpenRaw();
        await using var command = raw.CreateCommand();
        command.CommandText = "INSERT INTO windows VALUES ($channel, $account, $contact, $value, 253402300799999)";
        command.Parameters.AddWithValue("$channel", conversation.Channel);
        command.Parameters.AddWithValue("$account", conversation.Account);
        command.Parameters.AddWithValue("$contact", conversation.Contact);
        command.Parameters.AddWithValue("$value", value);
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Everything_survives_a_restart()
    {
        await RecordAsync(Conversation("1"), Now);
        await ForgetAsync(Conversation("2"), Now);
        await Store.FirstSeenAsync(Channel, Now);
        await Store.DisposeAsync();

        await using var store = Open();
        (await store.FindAsync(Conversation("1"))).ShouldBe(LastContact.At(Now));
        (await store.FindAsync(Conversation("2"))).ShouldBe(LastContact.ErasedAt(Now));
        (await store.FirstSeenAsync(Channel, Now.AddHours(1))).ShouldBe(Now);
    }

    [Fact]
    public async Task What_is_due_survives_a_restart()
    {
        await Store.RecordAsync([Record(Conversation("1"), Now) with { NotifyAfter = TimeSpan.FromHours(1) }]);
        await Store.DisposeAsync();

        await using var store = Open();
        (await store.TakeDueAsync(Channel, Now.AddHours(1), Now.AddHours(2), 9)).ShouldBe([Conversation("1")]);
    }

    [Fact]
    public async Task What_is_counted_survives_a_restart()
    {
        await CountAsync(Most);
        await Store.DisposeAsync();

        await using var store = Open();
        (await store.TryCountSendAsync(Sent(Conversation(), Now, Now.AddMinutes(1)), Most)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_counted_is_deleted_within_an_hour_after_it_may_be_forgotten()
    {
        await Store.TryCountSendAsync(Sent(Conversation(), Now, Now) with { KeepUntil = _time.GetUtcNow().AddMinutes(30) }, Most);
        await Store.TryCountSendAsync(Sent(Conversation(), Now, Now), Most);
        _time.Advance(TimeSpan.FromHours(1));

        await EventuallyAsync(async () => await Store.FindSendsAsync(Conversation(), Now) == 1);
    }

    [Fact]
    public async Task A_file_of_an_earlier_version_can_count()
    {
        await Store.DisposeAsync();
        await using (var raw = OpenRaw())
        {
            await using var command = raw.CreateCommand();
            command.CommandText = "DROP TABLE sends";
            await command.ExecuteNonQueryAsync();
        }

        await using var store = Open();
        (await store.TryCountSendAsync(Sent(Conversation(), Now, Now), 1)).ShouldBeTrue();
        (await store.TryCountSendAsync(Sent(Conversation(), Now, Now), 1)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_of_an_earlier_version_can_tell_when_something_is_due()
    {
        await RecordAsync(Conversation("1"), Now);
        await Store.DisposeAsync();
        await using (var raw = OpenRaw())
        {
            await using var command = raw.CreateCommand();
            command.CommandText = "DROP TABLE due";
            await command.ExecuteNonQueryAsync();
        }

        await using var store = Open();
        await store.RecordAsync([Record(Conversation("1"), Now) with { NotifyAfter = TimeSpan.FromHours(1) }]);
        (await store.TakeDueAsync(Channel, Now.AddHours(1), Now.AddHours(2), 9)).ShouldBe([Conversation("1")]);
    }

    [Fact]
    public async Task What_nobody_takes_is_deleted_after_the_longest_window()
    {
        await Store.RecordAsync([Record(Conversation("1"), Now) with { NotifyAfter = TimeSpan.FromHours(1) }]);
        _time.Advance(TimeSpan.FromDays(33));

        await EventuallyAsync(async () => (await Store.TakeDueAsync(Channel, _time.GetUtcNow(), _time.GetUtcNow(), 9)).Count == 0);
    }

    [Fact]
    public async Task Closing_leaves_one_whole_file_and_the_lock_file()
    {
        await RecordAsync(Conversation(), Now);
        await Store.DisposeAsync();

        Directory.GetFiles(_directory.Path).Order().ShouldBe([Path, Path + ".lock"]);
    }

    [Fact]
    public async Task Closing_writes_what_waits()
    {
        var records = Enumerable.Range(0, 200).Select(index => RecordAsync(Conversation($"{index}"), Now)).ToList();
        await Store.DisposeAsync();
        await Task.WhenAll(records);

        await using var store = Open();
        (await store.FindAsync(Conversation("199"))).Time.ShouldBe(Now);
    }

    [Fact]
    public async Task Concurrent_records_share_a_transaction()
    {
        var store = (SqliteWindowStore)Store;
        await store.PingAsync();
        var before = store.Transactions;

        await using var raw = OpenRaw();
        await using (var held = raw.BeginTransaction(deferred: false))
        {
            var records = Enumerable.Range(0, 100).Select(index => RecordAsync(Conversation($"{index}"), Now)).ToList();
            await held.RollbackAsync();
            await Task.WhenAll(records);
        }

        (store.Transactions - before).ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_batch_that_fails_fails_everyone_in_it_and_the_next_succeeds()
    {
        await Store.DisposeAsync();
        await using var store = Open(TimeSpan.FromMilliseconds(100));
        await using var raw = OpenRaw();
        await using (raw.BeginTransaction(deferred: false))
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(index => Should.ThrowAsync<WindowStoreException>(
                () => store.RecordAsync([Record(Conversation($"{index}"), Now)]))));
        }

        await EventuallyAsync(async () =>
        {
            await store.RecordAsync([Record(Conversation(), Now)]);
            return (await store.FindAsync(Conversation())).Time == Now;
        });
    }

    [Fact]
    public async Task Reading_goes_on_while_another_writes()
    {
        await RecordAsync(Conversation(), Now);
        await using var raw = OpenRaw();
        await using var held = raw.BeginTransaction(deferred: false);

        (await Store.FindAsync(Conversation())).Time.ShouldBe(Now);
    }

    [Fact]
    public async Task A_ping_fails_when_a_record_would()
    {
        await Store.DisposeAsync();
        await using var store = Open(TimeSpan.FromMilliseconds(100));
        await using var raw = OpenRaw();
        await using var held = raw.BeginTransaction(deferred: false);

        await Should.ThrowAsync<WindowStoreException>(() => store.PingAsync());
    }

    [Fact]
    public async Task What_has_expired_is_deleted_within_an_hour_and_what_has_not_stays()
    {
        var expires = _time.GetUtcNow().AddMinutes(30);
        await Store.RecordAsync(Enumerable.Range(0, 1200).Select(index => new WindowRecord(Conversation($"{index}"), Now, expires)).ToList());
        await RecordAsync(Conversation("stays"), Now);
        await Store.FirstSeenAsync(Channel, Now);

        _time.Advance(TimeSpan.FromHours(1));

        await EventuallyAsync(() => Task.FromResult(Rows() == 2));
        (await Store.FindAsync(Conversation("stays"))).Time.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_has_expired_is_deleted_at_start()
    {
        await Store.RecordAsync([new(Conversation(), Now, _time.GetUtcNow().AddMinutes(30))]);
        await Store.DisposeAsync();
        _time.Advance(TimeSpan.FromHours(1));

        await using var store = Open();
        await EventuallyAsync(() => Task.FromResult(Rows() == 0));
    }

    [Fact]
    public async Task A_first_seen_time_that_cannot_be_read_fails()
    {
        await PutRawAsync(new(Channel, "", ""), "abc");

        await Should.ThrowAsync<WindowStoreException>(() => Store.FirstSeenAsync(Channel, Now));
    }

    private SqliteWindowStore Open(TimeSpan? limit = null) => SqliteWindowStore.Open($"Data Source={Path}", limit ?? Limit, _time);

    private SqliteConnection OpenRaw()
    {
        var raw = new SqliteConnection($"Data Source={Path};Pooling=False");
        raw.Open();
        return raw;
    }

    private long Rows()
    {
        using var raw = OpenRaw();
        using var command = raw.CreateCommand();
        command.CommandText = "SELECT count(*) FROM windows";
        return (long)command.ExecuteScalar()!;
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var attempt = 0; attempt < 250; attempt++)
        {
            try
            {
                if (await holds()) return;
            }
            catch (WindowStoreException)
            {
                // Not yet.
            }

            await Task.Delay(20);
        }

        (await holds()).ShouldBeTrue();
    }
}
