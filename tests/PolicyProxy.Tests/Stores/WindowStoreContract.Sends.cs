using FsCheck.Fluent;
using PolicyProxy.Policy;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>How sends are counted where a platform takes only so many after each message of the client's.</summary>
public abstract partial class WindowStoreContract
{
    protected const int Most = 3;

    protected CountedSend Sent(ConversationId conversation, DateTimeOffset lastContact, DateTimeOffset time) => new(conversation, lastContact, time, Now.AddDays(8));

    protected Task<bool> TryCountAsync(DateTimeOffset lastContact, DateTimeOffset time) => Store.TryCountSendAsync(Sent(Conversation(), lastContact, time), Most);

    protected async Task CountAsync(int sends)
    {
        for (var i = 0; i < sends; i++) (await TryCountAsync(Now, Now.AddSeconds(i))).ShouldBeTrue();
    }

    [SkippableTheory]
    [InlineData(Most - 1, true)]
    [InlineData(Most, false)]
    public async Task Only_so_many_sends_are_counted(int before, bool isCounted)
    {
        await CountAsync(before);

        (await TryCountAsync(Now, Now.AddMinutes(1))).ShouldBe(isCounted);
        (await Store.FindSendsAsync(Conversation(), Now)).ShouldBe(Most);
    }

    [SkippableFact]
    public async Task Sends_at_the_same_millisecond_are_several()
    {
        for (var i = 0; i < Most; i++) (await TryCountAsync(Now, Now)).ShouldBeTrue();

        (await TryCountAsync(Now, Now)).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task A_later_contact_begins_the_count_anew()
    {
        await CountAsync(Most);

        (await TryCountAsync(Now.AddMinutes(1), Now.AddMinutes(1))).ShouldBeTrue();
        (await Store.FindSendsAsync(Conversation(), Now.AddMinutes(1))).ShouldBe(1);
    }

    // Told of late: what was sent by then went after the client's message all the same.
    [SkippableTheory]
    [InlineData(-1, Most)]
    [InlineData(0, Most)]
    [InlineData(1, Most - 1)]
    public async Task What_was_sent_at_the_time_of_the_contact_or_later_counts(int milliseconds, int counted)
    {
        await CountAsync(Most);

        (await Store.FindSendsAsync(Conversation(), Now.AddMilliseconds(milliseconds))).ShouldBe(counted);
        (await TryCountAsync(Now.AddMilliseconds(milliseconds), Now.AddMinutes(1))).ShouldBe(counted < Most);
    }

    [SkippableFact]
    public async Task What_is_taken_back_makes_room_for_one()
    {
        await CountAsync(Most);
        await Store.UncountSendAsync(Sent(Conversation(), Now, Now.AddSeconds(1)));
        await Store.UncountSendAsync(Sent(Conversation(), Now, Now.AddSeconds(1)));

        (await TryCountAsync(Now, Now.AddMinutes(1))).ShouldBeTrue();
        (await TryCountAsync(Now, Now.AddMinutes(1))).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Of_many_sends_at_once_no_more_are_counted()
    {
        var counted = await Task.WhenAll(Enumerable.Range(0, 30).Select(index => Task.Run(() => TryCountAsync(Now, Now.AddMilliseconds(index % 4)))));

        counted.Count(isCounted => isCounted).ShouldBe(Most);
    }

    [SkippableFact]
    public async Task Conversations_are_counted_apart()
    {
        await CountAsync(Most);

        (await Store.TryCountSendAsync(Sent(Conversation("2"), Now, Now), Most)).ShouldBeTrue();
        (await Store.TryCountSendAsync(Sent(Conversation(account: "2"), Now, Now), Most)).ShouldBeTrue();
    }

    // It can be told again later: what was sent after it goes on counting.
    [SkippableFact]
    public async Task An_erasure_takes_away_what_was_sent_by_then()
    {
        await CountAsync(Most);
        await ForgetAsync(Conversation(), Now.AddSeconds(1));

        (await Store.FindSendsAsync(Conversation(), Now)).ShouldBe(Most - 2);
    }

    [SkippableFact]
    public async Task A_record_leaves_the_count_as_it_is()
    {
        await CountAsync(Most);
        await RecordAsync(Conversation(), Now);

        (await TryCountAsync(Now, Now.AddMinutes(1))).ShouldBeFalse();
    }

    [SkippableFact]
    public Task Contacts_and_sends_in_turn_come_to_what_a_count_of_them_says() => CheckAsync(
        (from turn in Gen.Choose(0, 9) from ago in Gen.Choose(0, 6) select (turn, ago)).NonEmptyListOf(),
        async turns =>
        {
            var (conversation, now, last, sent) = (NewConversation(), Now.AddHours(-1), Now.AddHours(-2), new List<CountedSend>());
            foreach (var (turn, ago) in turns)
            {
                now += TimeSpan.FromMilliseconds(250);
                if (turn < 2)
                {
                    // A client wrote some time ago, which is told only now, and not in order.
                    var wrote = now - TimeSpan.FromMilliseconds(250 * ago);
                    last = wrote > last ? wrote : last;
                }
                else if (turn == 2 && sent.Count > 0)
                {
                    await Store.UncountSendAsync(sent[^1]);
                    sent.RemoveAt(sent.Count - 1);
                }
                else
                {
                    var send = Sent(conversation, last, now);
                    var mayGo = sent.Count(other => other.Time >= last) < Most;
                    if (await Store.TryCountSendAsync(send, Most) != mayGo) return false;
                    if (mayGo) sent.Add(send);
                }
            }

            return await Store.FindSendsAsync(conversation, last) == sent.Count(send => send.Time >= last);
        });
}
