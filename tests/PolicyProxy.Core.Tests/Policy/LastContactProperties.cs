using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PolicyProxy.Policy;

namespace PolicyProxy.Core.Tests.Policy;

/// <summary>What merging holds for whatever events come, in whatever order and however often.</summary>
public class LastContactProperties
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    // Milliseconds are what the platforms write at most; few of them, so that equal ones and neighbours occur.
    private static readonly Gen<DateTimeOffset> Time = Gen.Choose(0, 5_000).Select(milliseconds => Start.AddMilliseconds(milliseconds));
    private static readonly Gen<DateTimeOffset> WholeSecond = Gen.Choose(0, 20).Select(seconds => Start.AddSeconds(seconds));

    [Property]
    public Property Order_and_repetition_change_nothing() =>
        Prop.ForAll(Replays(Time), replay => Fold(LastContact.Never, replay.Events) == Fold(LastContact.Never, replay.Replayed));

    [Property]
    public Property Order_and_repetition_change_nothing_after_an_erasure_for_events_of_whole_seconds() =>
        Prop.ForAll(Replays(WholeSecond), Time.ToArbitrary(), (replay, erasure) =>
            Fold(LastContact.ErasedAt(erasure), replay.Events) == Fold(LastContact.ErasedAt(erasure), replay.Replayed));

    [Property]
    public Property Order_and_repetition_change_nothing_after_an_erasure_but_within_its_second() =>
        Prop.ForAll(Replays(Time), Time.ToArbitrary(), (replay, erasure) =>
        {
            var second = erasure.ToUnixTimeSeconds();
            bool IsElsewhere(DateTimeOffset time) => time.ToUnixTimeSeconds() != second;
            return Fold(LastContact.ErasedAt(erasure), replay.Events.Where(IsElsewhere))
                == Fold(LastContact.ErasedAt(erasure), replay.Replayed.Where(IsElsewhere));
        });

    [Property]
    public Property The_latest_event_holds() =>
        Prop.ForAll(Time.NonEmptyListOf().ToArbitrary(), events => Fold(LastContact.Never, events).Time == events.Max());

    [Property]
    public Property A_merge_never_goes_back() =>
        Prop.ForAll(Time.ToArbitrary(), Time.ToArbitrary(), (known, action) => LastContact.At(known).Merge(action).Time >= known);

    [Property]
    public Property A_merge_twice_is_a_merge_once() =>
        Prop.ForAll(State.ToArbitrary(), Time.ToArbitrary(), (known, action) =>
            known.Merge(action) == known.Merge(action).Merge(action));

    [Property]
    public Property An_erased_contact_is_reopened_by_nothing_of_an_earlier_second() =>
        Prop.ForAll(Time.ToArbitrary(), Time.ToArbitrary(), (erasure, action) =>
            action.ToUnixTimeSeconds() >= erasure.ToUnixTimeSeconds() || LastContact.ErasedAt(erasure).Merge(action).IsErased);

    [Property]
    public Property An_erased_contact_is_reopened_by_everything_later() =>
        Prop.ForAll(Time.ToArbitrary(), Time.ToArbitrary(), (erasure, action) =>
            action <= erasure || LastContact.ErasedAt(erasure).Merge(action) == LastContact.At(action));

    [Property]
    public Property The_stored_form_reads_back_as_what_it_was() =>
        Prop.ForAll(State.Where(state => state != LastContact.Never).ToArbitrary(), state =>
            LastContact.TryFromStored(state.ToStored(), out var read) && read == state);

    [Property]
    public Property What_two_places_know_comes_to_the_same_in_any_order() =>
        Prop.ForAll(State.ToArbitrary(), State.ToArbitrary(), State.ToArbitrary(), (one, two, three) =>
            one.Merge(two) == two.Merge(one) && one.Merge(two).Merge(three) == one.Merge(two.Merge(three)) && one.Merge(one) == one);

    [Property]
    public Property What_was_known_before_an_erasure_does_not_outlive_it() =>
        Prop.ForAll(Time.ToArbitrary(), Time.ToArbitrary(), (known, erasure) =>
            LastContact.At(known).Merge(LastContact.ErasedAt(erasure)).IsErased == (known <= erasure));

    [Property]
    public Property The_later_of_what_two_places_know_holds() =>
        Prop.ForAll(Time.ToArbitrary(), Time.ToArbitrary(), (one, two) =>
            LastContact.At(one).Merge(LastContact.At(two)).Time == (one > two ? one : two));

    private static Gen<LastContact> State => Gen.OneOf(
        Gen.Constant(LastContact.Never), Time.Select(LastContact.At), Time.Select(LastContact.ErasedAt));

    private static LastContact Fold(LastContact known, IEnumerable<DateTimeOffset> events) =>
        events.Aggregate(known, (contact, action) => contact.Merge(action));

    private static Arbitrary<Replay> Replays(Gen<DateTimeOffset> time) =>
        (from events in time.ListOf()
         from repeated in events.Count == 0 ? Gen.Constant(new List<DateTimeOffset>()) : Gen.Elements<DateTimeOffset>(events).ListOf()
         from replayed in Gen.Shuffle([.. events, .. repeated])
         select new Replay([.. events], replayed)).ToArbitrary();

    public sealed record Replay(DateTimeOffset[] Events, DateTimeOffset[] Replayed);
}
