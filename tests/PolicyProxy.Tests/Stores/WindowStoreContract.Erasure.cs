using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>What an erasure does, and what undoes it.</summary>
public abstract partial class WindowStoreContract
{
    [SkippableFact]
    public async Task An_erased_contact_is_erased()
    {
        await RecordAsync(Conversation(), Now.AddHours(-1));
        await ForgetAsync(Conversation(), Now);

        (await Store.FindAsync(Conversation())).ShouldBe(LastContact.ErasedAt(Now));
    }

    [SkippableFact]
    public async Task A_contact_who_never_wrote_can_be_erased()
    {
        await ForgetAsync(Conversation(), Now);

        (await Store.FindAsync(Conversation())).ShouldBe(LastContact.ErasedAt(Now));
    }

    // Events in milliseconds count when they are later than the erasure; those of whole seconds from its own second on.
    [SkippableTheory]
    [InlineData(-501, false)]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(-1500, false)]
    [InlineData(-500, true)]
    [InlineData(500, true)]
    public async Task An_event_reopens_an_erased_contact_only_from_after_the_erasure(int milliseconds, bool reopens)
    {
        var erased = Now.AddMinutes(-1).AddMilliseconds(500);
        await ForgetAsync(Conversation(), erased);
        await RecordAsync(Conversation(), erased.AddMilliseconds(milliseconds));

        (await Store.FindAsync(Conversation())).ShouldBe(
            reopens ? LastContact.At(erased.AddMilliseconds(milliseconds)) : LastContact.ErasedAt(erased));
    }

    [SkippableTheory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(-500, true)]
    [InlineData(500, false)]
    public async Task What_is_known_to_be_later_survives_an_erasure(int milliseconds, bool erases)
    {
        var erased = Now.AddMinutes(-1).AddMilliseconds(500);
        await RecordAsync(Conversation(), erased.AddMilliseconds(milliseconds));
        await ForgetAsync(Conversation(), erased);

        (await Store.FindAsync(Conversation())).ShouldBe(
            erases ? LastContact.ErasedAt(erased) : LastContact.At(erased.AddMilliseconds(milliseconds)));
    }

    [SkippableTheory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public async Task The_later_of_two_erasures_holds(int first, int second)
    {
        await ForgetAsync(Conversation(), Now.AddSeconds(first));
        await ForgetAsync(Conversation(), Now.AddSeconds(second));

        (await Store.FindAsync(Conversation())).ShouldBe(LastContact.ErasedAt(Now.AddSeconds(2)));
    }

    [SkippableFact]
    public async Task An_erasure_leaves_the_neighbours_alone()
    {
        await RecordAsync(Conversation("1"), Now);
        await ForgetAsync(Conversation("2"), Now);

        (await Store.FindAsync(Conversation("1"))).Time.ShouldBe(Now);
    }
}
