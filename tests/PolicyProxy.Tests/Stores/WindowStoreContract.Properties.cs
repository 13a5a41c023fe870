using FsCheck;
using FsCheck.Fluent;
using PolicyProxy.Policy;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>What holds for any events in any order.</summary>
public abstract partial class WindowStoreContract
{
    // Quarters of a second, few enough that events fall together and on whole seconds.
    private static readonly Gen<int> Quarter = Gen.Choose(0, 24);

    [SkippableFact]
    public Task Events_in_any_order_number_and_concurrency_come_to_the_same() => CheckAsync(
        Quarter.NonEmptyListOf(),
        async quarters =>
        {
            var (conversation, start) = (NewConversation(), Now.AddHours(-1));
            var times = quarters.Select(quarter => start.AddMilliseconds(250 * quarter)).ToList();

            var half = times.Count / 2;
            await Task.WhenAll(
                times.Take(half).Select(time => RecordAsync(conversation, time))
                    .Append(Store.RecordAsync(times.Skip(half).Select(time => Record(conversation, time)).ToList())));

            return await Store.FindAsync(conversation) == times.Aggregate(LastContact.Never, (known, time) => known.Merge(time));
        });

    [SkippableFact]
    public Task Events_and_erasures_in_turn_come_to_what_the_rule_says() => CheckAsync(
        (from quarter in Quarter from erases in Gen.Elements(true, false, false) select (quarter, erases)).NonEmptyListOf(),
        async turns =>
        {
            var (conversation, start) = (NewConversation(), Now.AddHours(-1));
            var expected = LastContact.Never;
            foreach (var (quarter, erases) in turns)
            {
                var time = start.AddMilliseconds(250 * quarter);
                await (erases ? ForgetAsync(conversation, time) : RecordAsync(conversation, time));
                expected = erases ? Erase(expected, time) : expected.Merge(time);
            }

            return await Store.FindAsync(conversation) == expected;
        });

    private static LastContact Erase(LastContact known, DateTimeOffset time) =>
        known != LastContact.Never && Math.Abs(known.ToStored()) > time.ToUnixTimeMilliseconds() ? known : LastContact.ErasedAt(time);

    // FsCheck blocks the thread it runs on: it gets one of its own.
    private static Task CheckAsync<T>(Gen<T> cases, Func<T, Task<bool>> holds) => Task.Factory.StartNew(
        () => Check.One(Config.QuickThrowOnFailure.WithMaxTest(50), Prop.ForAll(cases.ToArbitrary(), holds)),
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
