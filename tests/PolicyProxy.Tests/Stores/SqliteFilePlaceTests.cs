using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>A file that is taken away while the store is open: nothing more is acknowledged, for no start would find it.</summary>
public sealed class SqliteFilePlaceTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    private readonly TestDirectory _directory = new();

    private string Path => _directory.File("windows.db");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("windows.db")]
    [InlineData("windows.db-wal")]
    public async Task A_file_that_is_moved_takes_no_record_until_it_is_back(string name)
    {
        await using (var store = Open())
        {
            await store.RecordAsync([Record("1")]);
            File.Move(_directory.File(name), _directory.File("elsewhere"));
            await RefusalAsync(store);

            File.Move(_directory.File("elsewhere"), _directory.File(name));
            await store.RecordAsync([Record("3")]);
        }

        await using var again = Open();
        (await again.FindAsync(Conversation("1"))).Time.ShouldBe(Now);
        (await again.FindAsync(Conversation("2"))).ShouldBe(LastContact.Never);
        (await again.FindAsync(Conversation("3"))).Time.ShouldBe(Now);
    }

    [Fact]
    public async Task A_file_that_is_deleted_takes_no_record()
    {
        await using var store = Open();
        File.Delete(Path);

        await RefusalAsync(store);
    }

    [Fact]
    public async Task A_file_that_is_replaced_takes_no_record()
    {
        await using var store = Open();
        File.Move(Path, _directory.File("elsewhere"));
        File.Copy(_directory.File("elsewhere"), Path);

        await RefusalAsync(store);
    }

    private static ConversationId Conversation(string contact) => new("messenger", "", contact);

    private static WindowRecord Record(string contact) => new(Conversation(contact), Now, Now.AddDays(2));

    private SqliteWindowStore Open() => SqliteWindowStore.Open($"Data Source={Path}", TimeSpan.FromSeconds(10), TimeProvider.System);

    private async Task RefusalAsync(SqliteWindowStore store)
    {
        var failure = await Should.ThrowAsync<WindowStoreException>(() => store.RecordAsync([Record("2")]));
        failure.Message.ShouldContain(Path);
        failure.Message.ShouldContain("was moved, deleted or replaced");
        await Should.ThrowAsync<WindowStoreException>(() => store.PingAsync());
    }
}
