using PolicyProxy.Policy;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>What every store promises. A new store derives this and passes.</summary>
public abstract partial class WindowStoreContract : IAsyncLifetime
{
    private static int _lastContactId;

    /// <summary>The clock the store goes by.</summary>
    protected abstract TimeProvider Time { get; }

    /// <summary>The store under test.</summary>
    protected IWindowStore Store { get; private set; } = null!;

    /// <summary>A channel no other test writes to.</summary>
    protected string Channel { get; } = $"test-{Guid.NewGuid():N}";

    /// <summary>Whether a record waits in a journal when what is stored under its key cannot be read; otherwise recording fails.</summary>
    protected virtual bool KeepsUnreadableInJournal => false;

    /// <summary>The time the test began, in whole seconds.</summary>
    protected DateTimeOffset Now { get; private set; }

    /// <summary>Opens the store under test.</summary>
    protected abstract Task<IWindowStore> OpenAsync();

    /// <summary>Lets the store's clock go on.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>Puts a value under a conversation as no gateway would.</summary>
    protected abstract Task PutRawAsync(ConversationId conversation, string value);

    public virtual async Task InitializeAsync()
    {
        Now = DateTimeOffset.FromUnixTimeSeconds(Time.GetUtcNow().ToUnixTimeSeconds());
        Store = await OpenAsync();
    }

    public virtual async Task DisposeAsync()
    {
        if (Store is not null) await Store.DisposeAsync();
    }

    protected ConversationId Conversation(string contact = "491701234567", string account = "106540352242922") =>
        new(Channel, account, contact);

    protected ConversationId NewConversation() => Conversation($"{Interlocked.Increment(ref _lastContactId)}");

    protected WindowRecord Record(ConversationId conversation, DateTimeOffset time) => new(conversation, time, Now.AddDays(8));

    protected Task RecordAsync(ConversationId conversation, DateTimeOffset time) => Store.RecordAsync([Record(conversation, time)]);

    protected Task ShouldNotBeKeptAsync(Func<Task> recordAsync) =>
        KeepsUnreadableInJournal ? recordAsync() : Should.ThrowAsync<WindowStoreException>(recordAsync);

    protected Task ForgetAsync(ConversationId conversation, DateTimeOffset time) => Store.ForgetAsync(conversation, time, Now.AddDays(8));

    [SkippableFact]
    public async Task An_unknown_contact_never_wrote() => (await Store.FindAsync(Conversation())).ShouldBe(LastContact.Never);

    [SkippableFact]
    public async Task A_recorded_contact_is_found_to_the_millisecond()
    {
        await RecordAsync(Conversation(), Now.AddTicks(1_239_999));

        (await Store.FindAsync(Conversation())).Time.ShouldBe(Now.AddMilliseconds(123));
    }

    [SkippableTheory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    public async Task The_later_of_two_events_holds_in_any_order(int first, int second)
    {
        await RecordAsync(Conversation(), Now.AddMilliseconds(first));
        await RecordAsync(Conversation(), Now.AddMilliseconds(second));

        (await Store.FindAsync(Conversation())).Time.ShouldBe(Now.AddMilliseconds(2));
    }

    [SkippableFact]
    public async Task One_call_records_several_conversations_and_one_of_them_twice()
    {
        await Store.RecordAsync(
        [
            Record(Conversation("1"), Now), Record(Conversation("2"), Now.AddSeconds(-1)), Record(Conversation("1"), Now.AddSeconds(-2)),
        ]);

        (await Store.FindAsync(Conversation("1"))).Time.ShouldBe(Now);
        (await Store.FindAsync(Conversation("2"))).Time.ShouldBe(Now.AddSeconds(-1));
    }

    [SkippableFact]
    public async Task A_call_without_records_does_nothing() => await Store.RecordAsync([]);

    [SkippableFact]
    public async Task A_thousand_records_in_one_call_are_all_kept()
    {
        var records = Enumerable.Range(0, 1000).Select(index => Record(Conversation($"{index}"), Now.AddMilliseconds(-index))).ToList();
        await Store.RecordAsync(records);

        var found = await Task.WhenAll(records.Select(record => Store.FindAsync(record.Conversation)));
        found.ShouldBe(records.Select(record => LastContact.At(record.Time)));
    }

    [SkippableFact]
    public async Task Fifty_tasks_record_at_once_and_the_latest_holds()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(index => Task.Run(async () =>
        {
            await RecordAsync(Conversation("shared"), Now.AddMilliseconds(-index));
            await RecordAsync(Conversation($"own-{index}"), Now.AddMilliseconds(-index));
        })));

        (await Store.FindAsync(Conversation("shared"))).Time.ShouldBe(Now);
        for (var index = 0; index < 50; index++) (await Store.FindAsync(Conversation($"own-{index}"))).Time.ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task Channels_accounts_and_contacts_are_apart()
    {
        await RecordAsync(new(Channel, "12", "3"), Now);

        (await Store.FindAsync(new(Channel, "1", "23"))).ShouldBe(LastContact.Never);
        (await Store.FindAsync(new(Channel, "", "123"))).ShouldBe(LastContact.Never);
        (await Store.FindAsync(new(Channel, "", "12:3"))).ShouldBe(LastContact.Never);
        (await Store.FindAsync(new(Channel, "12", "3 "))).ShouldBe(LastContact.Never);
        (await Store.FindAsync(new(Channel + "2", "12", "3"))).ShouldBe(LastContact.Never);
        (await Store.FindAsync(new(Channel.ToUpperInvariant(), "12", "3"))).ShouldBe(LastContact.Never);
    }

    [SkippableTheory]
    [InlineData("channel:x", "1", "2")]
    [InlineData("", "1", "2")]
    [InlineData("channel", "1:2", "3")]
    [InlineData("channel", "", "")]
    public async Task An_id_that_could_reach_another_key_is_refused(string channel, string account, string contact)
    {
        var conversation = new ConversationId(channel, account, contact);

        await Should.ThrowAsync<ArgumentException>(async () => await Store.FindAsync(conversation));
        await Should.ThrowAsync<ArgumentException>(async () => await RecordAsync(conversation, Now));
        await Should.ThrowAsync<ArgumentException>(async () => await ForgetAsync(conversation, Now));
    }

    [SkippableFact]
    public async Task A_channel_is_first_seen_once()
    {
        (await Store.FirstSeenAsync(Channel, Now)).ShouldBe(Now);
        (await Store.FirstSeenAsync(Channel, Now.AddHours(1))).ShouldBe(Now);
        (await Store.FirstSeenAsync(Channel + "2", Now.AddHours(2))).ShouldBe(Now.AddHours(2));
    }

    [SkippableFact]
    public async Task A_store_that_works_answers_a_ping() => await Store.PingAsync();

    [SkippableFact]
    public async Task A_call_that_is_cancelled_stops_waiting()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Store.PingAsync(cancelled.Token));
    }

    [SkippableFact]
    public async Task A_closed_store_says_so()
    {
        await Store.DisposeAsync();

        await Should.ThrowAsync<WindowStoreException>(() => Store.FindAsync(Conversation()));
        await Should.ThrowAsync<WindowStoreException>(() => RecordAsync(Conversation(), Now));
        await Should.ThrowAsync<WindowStoreException>(() => Store.PingAsync());
    }
}
