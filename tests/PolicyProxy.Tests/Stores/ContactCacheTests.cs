using Microsoft.Extensions.Time.Testing;
using PolicyProxy.Policy;
using PolicyProxy.Stores;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>What is remembered, how much of it, and for how long.</summary>
public sealed class ContactCacheTests
{
    private const int Capacity = 100;

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly ContactCache _cache;

    public ContactCacheTests() => _cache = new(Capacity, _time);

    [Fact]
    public void A_stranger_is_not_known() => _cache.Find(Id(1)).ShouldBe(LastContact.Never);

    [Fact]
    public void The_later_of_two_holds_in_any_order()
    {
        _cache.Merge(Id(1), LastContact.At(Now.AddSeconds(1)));
        _cache.Merge(Id(1), LastContact.At(Now));

        _cache.Find(Id(1)).Time.ShouldBe(Now.AddSeconds(1));
    }

    [Fact]
    public void What_was_known_before_an_erasure_does_not_come_back_after_it()
    {
        _cache.Merge(Id(1), LastContact.ErasedAt(Now));
        _cache.Merge(Id(1), LastContact.At(Now));

        _cache.Find(Id(1)).Time.ShouldBeNull();
    }

    [Fact]
    public void So_many_are_remembered_and_no_more()
    {
        for (var i = 0; i < 10_000; i++) _cache.Merge(Id(i), LastContact.At(Now));

        Enumerable.Range(0, 10_000).Count(Knows).ShouldBeInRange(Capacity, 2 * Capacity + 1);
    }

    [Fact]
    public void It_says_since_when_it_has_dropped_nothing()
    {
        _cache.Since.ShouldBe(Now);
        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i <= Capacity; i++) _cache.Merge(Id(i), LastContact.At(Now));
        _cache.Since.ShouldBe(Now);
        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i <= Capacity; i++) _cache.Merge(Id(-i - 1), LastContact.At(Now));
        _cache.Since.ShouldBe(Now.AddHours(1));
        _time.Advance(TimeSpan.FromHours(1));
        _cache.Clear();
        _cache.Since.ShouldBe(Now.AddHours(3));
    }

    [Fact]
    public void What_is_asked_for_again_and_again_stays()
    {
        _cache.Merge(Id(-1), LastContact.At(Now));
        for (var i = 0; i < 10_000; i++)
        {
            _cache.Merge(Id(i), LastContact.At(Now));
            Knows(-1).ShouldBeTrue();
        }
    }

    [Fact]
    public void What_is_older_but_still_remembered_is_merged_with_what_comes()
    {
        _cache.Merge(Id(-1), LastContact.At(Now.AddSeconds(1)));
        for (var i = 0; i <= Capacity; i++) _cache.Merge(Id(i), LastContact.At(Now));
        _cache.Merge(Id(-1), LastContact.At(Now));

        _cache.Find(Id(-1)).Time.ShouldBe(Now.AddSeconds(1));
    }

    [Fact]
    public void Nothing_is_remembered_of_nothing()
    {
        _cache.Merge(Id(1), LastContact.Never);

        _cache.Find(Id(1)).ShouldBe(LastContact.Never);
    }

    [Fact]
    public void Everything_can_be_forgotten()
    {
        _cache.Merge(Id(1), LastContact.At(Now));
        _cache.Clear();

        Knows(1).ShouldBeFalse();
    }

    [Fact]
    public void Many_at_once_never_lose_the_latest_of_what_is_asked_for()
    {
        const int rounds = 20_000;
        Parallel.For(0, 4, worker =>
        {
            for (var i = 0; i < rounds; i++)
            {
                _cache.Merge(Id(-1), LastContact.At(Now.AddMilliseconds(i)));
                _cache.Find(Id(-1)).Time!.Value.ShouldBeGreaterThanOrEqualTo(Now.AddMilliseconds(i));
                _cache.Merge(Id(worker * rounds + i), LastContact.At(Now));
            }
        });

        _cache.Find(Id(-1)).Time.ShouldBe(Now.AddMilliseconds(rounds - 1));
    }

    private bool Knows(int contact) => _cache.Find(Id(contact)).Time is not null;

    private static ConversationId Id(int contact) => new("messenger", "", $"{contact}");
}
