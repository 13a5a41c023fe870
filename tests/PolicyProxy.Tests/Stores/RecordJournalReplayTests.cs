using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>What is in the journal leaves it only for the store.</summary>
public sealed class RecordJournalReplayTests : RecordJournalTest
{
    [Theory]
    [InlineData(1, "whatsapp", 5)]
    [InlineData(0, "whatsapp", 0)]
    [InlineData(-1, "whatsapp", 0)]
    [InlineData(1, "messenger", 0)]
    public async Task Somebody_is_told_of_what_waits_when_that_is_asked_for_later_and_the_window_is_open(int seconds, string channel, int hours)
    {
        await using var journal = Open();
        await journal.AppendAsync([Record("1", seconds)]);
        journal.SeedDue(channel, TimeSpan.FromHours(5), openSince: Now);

        var stored = new List<WindowRecord>();
        await journal.ReplayAsync(records =>
        {
            stored.AddRange(records);
            return Task.CompletedTask;
        });
        stored.ShouldBe([Record("1", seconds) with { NotifyAfter = TimeSpan.FromHours(hours) }]);
    }

    [Fact]
    public async Task When_somebody_is_to_be_told_already_that_stays()
    {
        await using var journal = Open();
        await journal.AppendAsync([Record("1") with { NotifyAfter = TimeSpan.FromHours(1) }]);
        journal.SeedDue("whatsapp", TimeSpan.FromHours(5), openSince: Now.AddHours(-1));

        await journal.ReplayAsync(records =>
        {
            records.ShouldHaveSingleItem().NotifyAfter.ShouldBe(TimeSpan.FromHours(1));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Whether_somebody_is_to_be_told_is_kept()
    {
        var told = Record("1") with { NotifyAfter = TimeSpan.FromHours(23) };
        await AppendAsync(told, Record("2"));

        await using var journal = Open();
        List<WindowRecord> replayed = [];
        await journal.ReplayAsync(records =>
        {
            replayed.AddRange(records);
            return Task.CompletedTask;
        });
        replayed.ShouldBe([told, Record("2")], ignoreOrder: true);
    }

    [Fact]
    public async Task A_replay_hands_over_the_latest_of_each_conversation_and_leaves_nothing_behind()
    {
        await AppendAsync(Record("1"), Record("2"));
        await using var journal = Open();
        await journal.AppendAsync([Record("1", 7)]);
        var told = new List<WindowRecord>();
        var (stored, left) = await journal.ReplayAsync(records => { told.AddRange(records); return Task.CompletedTask; });

        (stored, left, journal.NeedsReplay).ShouldBe((2, 0, false));
        told.ShouldBe([Record("1", 7), Record("2")], ignoreOrder: true);
        Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replay_that_fails_leaves_everything_where_it_was()
    {
        await using var journal = Open();
        await journal.AppendAsync([Record("1")]);
        await Should.ThrowAsync<WindowStoreException>(() => journal.ReplayAsync(_ => throw new WindowStoreException("away")));

        (journal.NeedsReplay, journal.Find(Record("1").Conversation).Time, Files.Length).ShouldBe((true, Now, 1));
    }

    [Fact]
    public async Task What_comes_while_a_replay_is_under_way_is_handed_over_or_goes_on_waiting()
    {
        await using var journal = Open();
        await journal.AppendAsync([Record("1")]);
        var told = new List<WindowRecord>();
        await journal.ReplayAsync(async records =>
        {
            told.AddRange(records);
            await journal.AppendAsync([Record("1", told.Count), Record($"new-{told.Count}")]);
        });

        foreach (var record in new[] { Record("1", told.Count), Record($"new-{told.Count}") })
            (told.Contains(record) || journal.Find(record.Conversation).Time == record.Time).ShouldBeTrue();
        Files.Length.ShouldBe(1);
    }

    [Fact]
    public async Task However_often_the_store_is_tried_in_vain_there_is_one_file()
    {
        await using var journal = Open();
        for (var i = 0; i < 50; i++)
        {
            await journal.AppendAsync([Record($"{i}")]);
            await journal.AppendAsync([]);
            await Should.ThrowAsync<WindowStoreException>(() => journal.ReplayAsync(_ => throw new WindowStoreException("away")));
        }

        (Files.Length, journal.Count).ShouldBe((1, 50));
    }

    [Fact]
    public async Task A_record_that_its_key_refuses_goes_on_waiting_beyond_the_process()
    {
        await using (var journal = Open())
        {
            await journal.AppendAsync([Record("1"), Record("bad")]);
            var (stored, left) = await journal.ReplayAsync(records => throw new WindowStoreException("bad") { IsOfOneKey = true, NotKept = [Record("bad")] });
            (stored, left).ShouldBe((1, 1));
        }

        await using var next = Open();
        (next.Count, next.Find(Record("bad").Conversation).Time).ShouldBe((1, Now));
    }

    [Fact]
    public async Task What_was_erased_waits_no_more()
    {
        await using var journal = Open();
        await journal.AppendAsync([Record("1"), Record("2")]);
        journal.Forget(Record("1").Conversation, Now);
        journal.Forget(Record("2").Conversation, Now.AddMilliseconds(-1));

        (journal.Find(Record("1").Conversation).Time, journal.Find(Record("2").Conversation).Time).ShouldBe((null, Now));
    }

    [Fact]
    public async Task Of_what_was_erased_no_file_is_left_after_the_next_replay()
    {
        await using var journal = Open();
        await journal.AppendAsync([Record("1")]);
        journal.Forget(Record("1").Conversation, Now);
        journal.NeedsReplay.ShouldBeTrue();
        await journal.ReplayAsync(_ => throw new WindowStoreException("There is nothing to hand over."));

        (journal.NeedsReplay, Files.Length).ShouldBe((false, 0));
    }
}
