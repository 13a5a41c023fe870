using PolicyProxy.Policy;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>When somebody is to be told of a conversation.</summary>
public abstract partial class WindowStoreContract
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [SkippableFact]
    public async Task A_record_is_due_when_somebody_is_to_be_told_and_not_before()
    {
        await NotifyAsync(Conversation("1"), Now, Hour);

        (await TakeAsync(Hour - TimeSpan.FromMilliseconds(1))).ShouldBeEmpty();
        (await TakeAsync(Hour)).ShouldBe([Conversation("1")]);
    }

    [SkippableFact]
    public async Task A_record_of_which_nobody_is_to_be_told_is_never_due()
    {
        await RecordAsync(Conversation("1"), Now);

        (await TakeAsync(1000 * Hour)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task What_is_due_longest_is_taken_first_and_no_more_than_asked_for()
    {
        await Store.RecordAsync([Notified("1", 3 * Hour), Notified("2", Hour), Notified("3", 2 * Hour), Record(Conversation("4"), Now)]);

        (await TakeAsync(5 * Hour, most: 2)).ShouldBe([Conversation("2"), Conversation("3")], ignoreOrder: true);
        (await TakeAsync(5 * Hour, most: 2)).ShouldBe([Conversation("1")]);
    }

    [SkippableFact]
    public async Task Channels_are_due_apart()
    {
        await NotifyAsync(new(Channel + "2", "12", "3"), Now, Hour);

        (await TakeAsync(2 * Hour)).ShouldBeEmpty();
        (await Store.TakeDueAsync(Channel + "2", Now + Hour, Now + Hour, 9)).ShouldBe([new(Channel + "2", "12", "3")]);
    }

    [SkippableFact]
    public async Task What_is_taken_is_due_again_when_whoever_took_it_does_not_say_otherwise()
    {
        await NotifyAsync(Conversation("1"), Now, Hour);
        await Store.TakeDueAsync(Channel, Now + Hour, Now + (2 * Hour), 9);

        (await TakeAsync((2 * Hour) - TimeSpan.FromMilliseconds(1))).ShouldBeEmpty();
        (await TakeAsync(2 * Hour)).ShouldBe([Conversation("1")]);
    }

    [SkippableFact]
    public async Task What_is_put_off_is_due_then()
    {
        await NotifyAsync(Conversation("1"), Now, Hour);
        await TakeAsync(Hour);
        await SetDueAsync(Now + (3 * Hour));

        (await TakeAsync((3 * Hour) - TimeSpan.FromMilliseconds(1))).ShouldBeEmpty();
        (await TakeAsync(3 * Hour)).ShouldBe([Conversation("1")]);
    }

    [SkippableFact]
    public async Task What_is_at_its_end_is_due_no_more_until_the_client_writes_again()
    {
        await NotifyAsync(Conversation("1"), Now, Hour);
        await TakeAsync(Hour);
        await SetDueAsync(null);
        (await TakeAsync(9999 * Hour)).ShouldBeEmpty();

        await SetDueAsync(Now);
        (await TakeAsync(9999 * Hour)).ShouldBeEmpty();
        await NotifyAsync(Conversation("1"), Now, Hour);
        (await TakeAsync(9 * Hour)).ShouldBe([Conversation("1")]);
    }

    [SkippableTheory]
    [InlineData(2)]
    [InlineData(1000)]
    [InlineData(null)]
    public async Task What_is_recorded_while_it_is_taken_is_due_by_the_record(int? hours)
    {
        await NotifyAsync(Conversation("1"), Now, Hour);
        await TakeAsync(Hour);
        await NotifyAsync(Conversation("1"), Now.AddMilliseconds(1), 1000 * Hour);
        await SetDueAsync(hours is { } some ? Now + (some * Hour) : null);

        (await TakeAsync(1000 * Hour)).ShouldBeEmpty();
        (await TakeAsync((1000 * Hour) + TimeSpan.FromMilliseconds(1))).ShouldBe([Conversation("1")]);
    }

    [SkippableFact]
    public async Task A_record_that_is_due_just_when_what_is_taken_is_due_again_is_not_taken_for_it()
    {
        await NotifyAsync(Conversation("1"), Now, Hour);
        await TakeAsync(Hour);
        await NotifyAsync(Conversation("1"), Now, 1000 * Hour);
        await SetDueAsync(null);

        (await TakeAsync(1000 * Hour)).ShouldBe([Conversation("1")]);
    }

    [SkippableFact]
    public async Task Who_was_slow_does_not_put_off_what_somebody_else_has_taken()
    {
        await NotifyAsync(Conversation("1"), Now, Hour);
        await TakeAsync(Hour);
        await Store.TakeDueAsync(Channel, Now + (1001 * Hour), Now + (1002 * Hour), 9);
        await SetDueAsync(null);

        (await TakeAsync(1003 * Hour)).ShouldBe([Conversation("1")]);
    }

    [SkippableFact]
    public async Task A_later_record_moves_the_due_time()
    {
        await NotifyAsync(Conversation("1"), Now.AddHours(-1), Hour);
        await NotifyAsync(Conversation("1"), Now, Hour);

        (await TakeAsync(Hour - TimeSpan.FromMilliseconds(1))).ShouldBeEmpty();
        (await TakeAsync(Hour)).ShouldBe([Conversation("1")]);
    }

    [SkippableFact]
    public async Task Of_those_who_take_at_once_one_gets_it()
    {
        for (var i = 0; i < 20; i++) await NotifyAsync(Conversation($"{i}"), Now, Hour);
        var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Store.TakeDueAsync(Channel, Now + Hour, Now + (9 * Hour), 5))));

        taken.SelectMany(some => some).Select(id => id.Contact).ShouldBe(Enumerable.Range(0, 20).Select(i => $"{i}"), ignoreOrder: true);
    }

    [SkippableFact]
    public async Task What_was_recorded_when_nobody_was_to_be_told_becomes_due_as_if_somebody_had_been()
    {
        await Store.RecordAsync([Record(Conversation("1"), Now), Record(Conversation("2"), Now - Hour)]);

        (await SeedAsync()).ShouldBe(2);
        (await TakeAsync(2 * Hour - TimeSpan.FromMilliseconds(1))).ShouldBe([Conversation("2")]);
        (await TakeAsync(2 * Hour)).ShouldBe([Conversation("1")]);
    }

    [SkippableFact]
    public async Task What_is_due_or_taken_already_is_left_to_its_time()
    {
        await NotifyAsync(Conversation("1"), Now, Hour);
        await Store.RecordAsync([Notified("2", 9 * Hour)]);
        await TakeAsync(Hour);

        (await SeedAsync()).ShouldBe(0);
        (await TakeAsync(9 * Hour - TimeSpan.FromMilliseconds(1))).ShouldBeEmpty();
        (await TakeAsync(9 * Hour)).ShouldBe([Conversation("2")]);
    }

    [SkippableFact]
    public async Task What_is_closed_erased_or_another_channels_does_not_become_due()
    {
        await Store.RecordAsync([Record(Conversation("1"), Now - (24 * Hour)), Record(Conversation("2"), Now - Hour), Record(new(Channel + "2", "12", "3"), Now)]);
        await ForgetAsync(Conversation("2"), Now);

        (await SeedAsync()).ShouldBe(0);
        (await TakeAsync(9 * Hour)).ShouldBeEmpty();
        (await Store.TakeDueAsync(Channel + "2", Now.AddHours(9), Now.AddHours(9), 9)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task However_many_there_are_and_however_many_go_through_them_each_becomes_due_once()
    {
        var all = Enumerable.Range(0, 1100).Select(index => Conversation($"{index}")).ToList();
        await Store.RecordAsync([.. all.Select(conversation => Record(conversation, Now))]);

        (await Task.WhenAll(SeedAsync(), SeedAsync(), SeedAsync())).Sum().ShouldBe(1100);
        (await TakeAsync(2 * Hour, most: 2000)).ShouldBe(all, ignoreOrder: true);
    }

    private Task<int> SeedAsync() => Store.SeedDueAsync(Channel, 2 * Hour, 24 * Hour);

    private WindowRecord Notified(string contact, TimeSpan after) => Record(Conversation(contact), Now) with { NotifyAfter = after };

    private Task NotifyAsync(ConversationId conversation, DateTimeOffset time, TimeSpan after) =>
        Store.RecordAsync([Record(conversation, time) with { NotifyAfter = after }]);

    private Task SetDueAsync(DateTimeOffset? due) => Store.SetDueAsync(Conversation("1"), Now + (1000 * Hour), due);

    private Task<IReadOnlyList<ConversationId>> TakeAsync(TimeSpan after, int most = 100) => Store.TakeDueAsync(Channel, Now + after, Now + (1000 * Hour), most);
}
