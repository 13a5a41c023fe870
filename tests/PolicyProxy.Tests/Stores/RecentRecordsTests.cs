using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>How far back the store can be told again.</summary>
public sealed class RecentRecordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly RecentRecords _recent = new(Kept);

    [Fact]
    public void The_latest_of_each_conversation_is_kept()
    {
        _recent.Add([Record("1", 1), Record("2", 0), Record("1", 0)], Now);

        _recent.All().Records.ShouldBe([Record("1", 1), Record("2", 0)], ignoreOrder: true);
    }

    [Fact]
    public void Erasures_and_ties_are_kept_too()
    {
        _recent.AddErasure(Record("1", 1), Now);
        _recent.AddTies([new(Id("1"), ["2"], Now)], Now);

        _recent.All().Erasures.ShouldBe([Record("1", 1)]);
        _recent.All().Ties.Single().Conversation.ShouldBe(Id("1"));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(9 * 60, true)]
    [InlineData(10 * 60, true)]
    [InlineData(10 * 60 + 30, true)]
    [InlineData(10 * 60 + 31, false)]
    public void What_is_younger_than_that_is_never_dropped(int seconds, bool isKept)
    {
        _recent.Add([Record("1", 0)], Now);
        _recent.Add([Record("2", 0)], Now.AddSeconds(Math.Max(seconds, 30)));
        _recent.Prune(Now.AddSeconds(seconds));

        _recent.All().Records.Contains(Record("1", 0)).ShouldBe(isKept);
    }

    [Fact]
    public void What_is_recorded_all_the_time_does_not_pile_up()
    {
        for (var i = 0; i < 100; i++)
        {
            var now = Now.AddMinutes(i);
            _recent.Add([Record($"{i}", 0)], now);
            _recent.Prune(now);
        }

        _recent.All().Records.Count.ShouldBeInRange(11, 12);
    }

    [Fact]
    public void Nothing_is_kept_where_it_is_turned_off()
    {
        var off = new RecentRecords(TimeSpan.Zero);
        off.Add([Record("1", 0)], Now);
        off.AddErasure(Record("1", 0), Now);
        off.AddTies([new(Id("1"), ["2"], Now)], Now);

        (off.All().Records.Count, off.All().Erasures.Count, off.All().Ties.Count).ShouldBe((0, 0, 0));
    }

    private static WindowRecord Record(string contact, int seconds) => new(Id(contact), Now.AddSeconds(seconds), Now.AddDays(2));

    private static ConversationId Id(string contact) => new("messenger", "", contact);
}
