using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Notifications;

/// <summary>While the store is away nothing is told, and nothing is lost.</summary>
public sealed class StoreAwayNotifyTests : NotifyTest
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task What_is_due_while_the_store_is_away_is_told_when_it_is_back()
    {
        await Gateway.ClientWritesAsync(Client);
        Gateway.Store.IsBroken = true;
        Gateway.Time.Advance(23.5 * Hour);
        for (var second = 0; second < 5; second++)
        {
            await Task.Delay(20);
            Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Told.ShouldBeEmpty();

        Gateway.Store.IsBroken = false;
        (await WaitForAsync(1)).Type.ShouldBe("window.closing");
    }

    [Fact]
    public async Task What_waited_in_the_journal_is_told_of_also_after_a_restart()
    {
        Gateway.Store.IsBroken = true;
        await Gateway.ClientWritesAsync(Client);
        await Gateway.RestartAsync(isStoreBroken: true);
        Gateway.Store.IsBroken = false;
        await Gateway.Log.WaitForAsync("Records that waited in the journal and are in the store now: 1");
        Gateway.Time.Advance(23 * Hour);

        (await WaitForAsync(1)).MinutesLeft.ShouldBe(60);
    }
}
