using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Notifications;

/// <summary>A receiver that fails, hangs or is away gets its events later, and disturbs nobody.</summary>
public sealed class ReceiverAwayTests : NotifyTest
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task An_event_that_is_not_taken_is_told_again_until_it_is(int status)
    {
        Receiver.AnswerWith(status, headers: ("Location", "/elsewhere"));
        await TellOfAsync(23 * Hour);
        await Eventually.HoldsAsync(() => Told.Count >= 3, Seconds);
        Receiver.AnswerWith(204);
        var failed = Told.Count;
        await Eventually.HoldsAsync(() => Told.Count > failed, Seconds);
        await PassAsync(5 * Minute);

        Told.Select(told => (told.Type, told.Id)).Distinct().ShouldHaveSingleItem().Type.ShouldBe("window.closing");
        Told.Count.ShouldBe(failed + 1);
    }

    [Fact]
    public async Task Attempts_are_ever_further_apart()
    {
        Receiver.AnswerWith(500);
        await TellOfAsync(24 * Hour);
        for (var second = 0; second < 30; second++) await PassSecondAsync();
        var soon = Told.Count;
        for (var minute = 0; minute < 30; minute++) await PassAsync(Minute);

        soon.ShouldBeInRange(3, 15);
        (Told.Count - soon).ShouldBeInRange(5, 20);
        (Told[^1].Time - Told[^2].Time).ShouldBeInRange(2 * Minute, 7 * Minute);
    }

    [Fact]
    public async Task An_event_that_is_late_gives_way_to_the_next_one()
    {
        Receiver.AnswerWith(503);
        await TellOfAsync(23 * Hour);
        await Eventually.HoldsAsync(() => Told.Count >= 1, Seconds);
        await PassAsync(70 * Minute);
        Receiver.AnswerWith(200);
        var failed = Told.Count;
        await Eventually.HoldsAsync(() => Told.Count > failed, Seconds);
        await PassAsync(10 * Minute);

        Told.Count.ShouldBe(failed + 1);
        Told[^1].Type.ShouldBe("window.closed");
    }

    [Fact]
    public async Task A_receiver_that_is_away_for_a_day_after_the_window_closed_is_not_told_any_more()
    {
        Receiver.AnswerWith(500);
        await TellOfAsync(24 * Hour);
        await PassAsync(25 * Hour);
        Receiver.AnswerWith(200);
        var failed = Told.Count;
        await PassAsync(2 * Hour);

        Told.Count.ShouldBe(failed);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_holds_up_no_client()
    {
        Receiver.Hang();
        await TellOfAsync(24 * Hour);
        await Eventually.HoldsAsync(() => Told.Count >= 1, Seconds);

        await Gateway.ClientWritesAsync(Client);
        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task What_fails_for_long_is_in_the_log_now_and_then_without_client_address_or_secret()
    {
        Receiver.AnswerWith(500);
        await TellOfAsync(24 * Hour);
        for (var minute = 0; minute < 15; minute++) await PassAsync(Minute);

        Gateway.Log.Complaints.Count.ShouldBeInRange(1, 2);
        var line = Gateway.Log.Complaints[0];
        line.ShouldStartWith("Channel whatsapp has told nobody of windows that close for");
        line.ShouldContain("the receiver answers 500");
        foreach (var secret in new[] { Client.Contact, Client.Contact[^8..], "receivers-own-key", Secret }) line.ShouldNotContain(secret);
        Receiver.AnswerWith(200);
        await PassAsync(5 * Minute);
        await Gateway.Log.WaitForAsync("Channel whatsapp tells of windows that close again");
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_told_when_it_is()
    {
        var address = Receiver.Address;
        await Receiver.StopAsync();
        await TellOfAsync(24 * Hour);
        await PassAsync(3 * Minute);
        await PassAsync(3 * Minute);
        await Gateway.Log.WaitForAsync("the receiver cannot be reached (ConnectionError)");

        await using var back = await Upstream.StartAsync();
        Gateway.Edit(settings => settings.SetJson("Messaging:Channels:whatsapp:Notify", Notify(back.Address)));
        await Eventually.HoldsAsync(() => back.Requests.Count == 1, Seconds);
        ToldEvent.Read(back.Single).Type.ShouldBe("window.closed");
    }

    private void Seconds() => Gateway.Time.Advance(TimeSpan.FromSeconds(1));

    private async Task TellOfAsync(TimeSpan later)
    {
        await Gateway.ClientWritesAsync(Client);
        Gateway.Time.Advance(later);
    }
}
