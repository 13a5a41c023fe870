using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Policy;

public class LastContactTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_contact_that_never_wrote_has_no_time()
    {
        LastContact.Never.Time.ShouldBeNull();
    }

    [Fact]
    public void A_contact_is_kept_to_the_millisecond()
    {
        LastContact.At(Noon.AddTicks(12_345)).Time.ShouldBe(Noon.AddMilliseconds(1));
    }

    [Fact]
    public void A_contact_is_kept_as_the_moment_it_is_in_any_time_zone()
    {
        LastContact.At(Noon.ToOffset(TimeSpan.FromHours(-3))).ShouldBe(LastContact.At(Noon));
    }

    [Fact]
    public void An_erased_contact_has_no_time()
    {
        LastContact.ErasedAt(Noon).Time.ShouldBeNull();
    }

    public static TheoryData<string, string, bool> AfterErasure => new()
    {
        // erased at, event at (seconds after noon), whether it reopens

        // An event of whole seconds counts from the erasure's own second on: it may have come at any millisecond of it.
        { "10.500", "9", false },
        { "10.500", "10", true },
        { "10.500", "11", true },
        { "10.000", "9", false },
        { "10.000", "10", true },
        { "10.999", "10", true },

        // Any other event counts by its millisecond.
        { "10.500", "10.499", false },
        { "10.500", "10.500", false },
        { "10.500", "10.501", true },
        { "10.000", "9.999", false },
        { "10.000", "10.001", true },
        { "9.999", "10.000", true },
    };

    [Theory]
    [MemberData(nameof(AfterErasure))]
    public void Only_what_the_client_does_after_an_erasure_reopens(string erased, string action, bool reopens)
    {
        var merged = LastContact.ErasedAt(At(erased)).Merge(At(action));

        merged.ShouldBe(reopens ? LastContact.At(At(action)) : LastContact.ErasedAt(At(erased)));
    }

    [Fact]
    public void An_erased_contact_that_writes_again_is_erased_no_more()
    {
        LastContact.ErasedAt(Noon).Merge(Noon.AddHours(1)).IsErased.ShouldBeFalse();
    }

    [Fact]
    public void An_erased_contact_is_stored_as_a_negative_number()
    {
        LastContact.ErasedAt(Noon).ToStored().ShouldBe(-Noon.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void A_contact_is_stored_as_milliseconds()
    {
        LastContact.At(Noon).ToStored().ShouldBe(Noon.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void A_contact_that_never_wrote_has_no_stored_form()
    {
        Should.Throw<InvalidOperationException>(() => LastContact.Never.ToStored());
    }

    [Theory]
    [InlineData(253_402_300_799_999, true)]
    [InlineData(253_402_300_800_000, false)]
    [InlineData(-253_402_300_799_999, true)]
    [InlineData(-253_402_300_800_000, false)]
    [InlineData(long.MaxValue, false)]
    [InlineData(long.MinValue, false)]
    [InlineData(long.MinValue + 1, false)]
    public void A_stored_number_that_no_clock_could_have_written_is_not_read(long stored, bool isRead)
    {
        LastContact.TryFromStored(stored, out _).ShouldBe(isRead);
    }

    private static DateTimeOffset At(string seconds) =>
        Noon.AddMilliseconds((double)(decimal.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) * 1000));
}
