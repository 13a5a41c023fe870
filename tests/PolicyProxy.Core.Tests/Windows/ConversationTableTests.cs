using PolicyProxy.Policy;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Windows;

/// <summary>What a table knows, how much of it, and what goes first.</summary>
public sealed class ConversationTableTests
{
    private const int Capacity = 4096;

    private readonly ConversationTable _table = new(Capacity);

    [Fact]
    public void Nothing_is_known_of_a_stranger() => Number(Id(1)).ShouldBe(0);

    [Fact]
    public void A_number_is_merged_with_the_one_before()
    {
        _table.Merge(Id(1), 5, (known, other) => (known * 10) + other);
        _table.Merge(Id(1), 7, (known, other) => (known * 10) + other);

        Number(Id(1)).ShouldBe(57);
    }

    [Theory]
    [InlineData("whatsapp", "1", "23")]
    [InlineData("whatsapp", "12", "3")]
    [InlineData("whatsapp1", "", "23")]
    [InlineData("whatsapp", "", "123")]
    [InlineData("whatsapp", "123", "")]
    public void Conversations_are_told_apart_by_all_that_they_have(string channel, string account, string contact)
    {
        ConversationId[] all = [new("whatsapp", "1", "23"), new("whatsapp", "12", "3"), new("whatsapp1", "", "23"), new("whatsapp", "", "123"), new("whatsapp", "123", "")];
        _table.Merge(new(channel, account, contact), 1, Math.Max);

        all.Count(id => Number(id) == 1).ShouldBe(1);
    }

    [Fact]
    public void Names_of_any_length_and_letters_are_conversations()
    {
        ConversationId[] all = [.. new[] { 1, 100, 168, 169, 170, 171, 172, 510, 512, 5000 }.Select(length => new ConversationId(new('ж', length), "é", "\ud83d\ude00"))];
        foreach (var id in all) _table.Merge(id, id.Channel.Length, Math.Max);

        foreach (var id in all) Number(id).ShouldBe(id.Channel.Length);
    }

    [Fact]
    public void A_table_that_is_not_half_full_forgets_next_to_nothing()
    {
        for (var i = 0; i < Capacity / 2; i++) _table.Merge(Id(i), i + 1, Math.Max);

        Enumerable.Range(0, Capacity / 2).Count(i => Number(Id(i)) == i + 1).ShouldBeGreaterThan(Capacity / 2 * 9 / 10);
    }

    [Fact]
    public void It_holds_no_more_than_it_may()
    {
        for (var i = 0; i < 10 * Capacity; i++) _table.Merge(Id(i), 1, Math.Max);

        Enumerable.Range(0, 10 * Capacity).Count(i => Number(Id(i)) != 0).ShouldBeInRange(Capacity / 2, Capacity);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void The_smallest_number_goes_first_whatever_its_sign(int sign)
    {
        _table.Merge(Id(-1), sign * 1_000_000, Math.Max);
        for (var i = 0; i < 10 * Capacity; i++) _table.Merge(Id(i), 1 + (i % 1000), Math.Max);

        Number(Id(-1)).ShouldBe(sign * 1_000_000);
    }

    [Fact]
    public void What_is_removed_is_unknown_and_makes_room()
    {
        for (var i = 0; i < 10 * Capacity; i++)
        {
            _table.Merge(Id(i), i + 1, Math.Max);
            Number(Id(i)).ShouldBe(i + 1);
            _table.Remove(Id(i));
            Number(Id(i)).ShouldBe(0);
        }
    }

    [Fact]
    public void What_is_not_there_can_be_removed()
    {
        _table.Merge(Id(1), 1, Math.Max);
        _table.Remove(Id(2));

        Number(Id(1)).ShouldBe(1);
    }

    [Fact]
    public void Everything_can_be_forgotten()
    {
        for (var i = 0; i < Capacity; i++) _table.Merge(Id(i), 1, Math.Max);
        _table.Clear();

        Enumerable.Range(0, Capacity).ShouldAllBe(i => Number(Id(i)) == 0);
    }

    [Fact]
    public void Whoever_reads_while_others_write_gets_one_conversations_number_or_none()
    {
        // Few places and many conversations, so that each place changes hands all the time.
        var table = new ConversationTable(1024);
        var wrong = 0;
        Parallel.For(0, 4, worker =>
        {
            for (var i = 0; i < 200_000; i++)
            {
                var contact = (i * 31) % 8192;
                if (worker < 2) table.Merge(Id(contact), contact + 1 + (8192L * i), Math.Max);
                else if (table.TryFind(Id(contact), out var number) && (number - 1) % 8192 != contact) Interlocked.Increment(ref wrong);
            }
        });

        wrong.ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(1025)]
    [InlineData(3000)]
    public void A_capacity_that_cannot_be_is_refused(int capacity) => Should.Throw<ArgumentOutOfRangeException>(() => new ConversationTable(capacity));

    [Fact]
    public void A_number_of_zero_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => _table.Merge(Id(1), 0, Math.Max));

    private long Number(ConversationId id) => _table.TryFind(id, out var number) ? number : 0;

    private static ConversationId Id(int contact) => new("messenger", "", $"{contact}");
}
