using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Notifications;

/// <summary>Whoever wants to know is told that a window is about to close, and that it has closed.</summary>
public sealed class WindowEventTests : NotifyTest
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_window_is_told_of_at_each_configured_time_before_it_closes_and_when_it_has()
    {
        var written = Gateway.Now;
        await Gateway.ClientWritesAsync(Client);
        await PassAsync((23 * Hour) - (5 * TimeSpan.FromSeconds(1)));
        Told.ShouldBeEmpty();

        ShouldBe(await WaitForAsync(1), "window.closing", 60, written);
        await PassAsync(49 * Minute);
        ShouldBe(await WaitForAsync(2), "window.closing", 10, written);
        await PassAsync(9 * Minute);
        ShouldBe(await WaitForAsync(3), "window.closed", null, written);
        await PassAsync(25 * Hour);
        Told.Count.ShouldBe(3);
        Told.Select(told => told.Id).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task An_event_is_signed_like_a_platforms_webhook()
    {
        await Gateway.ClientWritesAsync(Client);
        Gateway.Time.Advance(23 * Hour);
        await WaitForAsync(1);

        var request = Receiver.Single;
        (request.Method, request.Target, request.Header("Content-Type")).ShouldBe(("POST", "/windows?key=receivers-own-key", "application/json"));
        request.Header("X-Hub-Signature-256").ShouldBe(RunningGateway.Sign(request.Body, Secret));
        using var json = JsonDocument.Parse(request.Body);
        json.RootElement.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["id", "type", "channel", "account", "contact", "lastContact", "closes", "minutesLeft", "time"]);
        json.RootElement.GetProperty("closes").GetString().ShouldBe("2026-11-23T08:00:00Z");
    }

    [Fact]
    public async Task A_message_before_an_event_is_due_moves_it()
    {
        await Gateway.ClientWritesAsync(Client);
        Gateway.Time.Advance(22 * Hour);
        var written = Gateway.Now;
        await Gateway.ClientWritesAsync(Client);
        await PassAsync(22 * Hour);
        Told.ShouldBeEmpty();

        await PassAsync((1 * Hour) - Minute);
        Told.ShouldBeEmpty();
        await PassAsync(Minute);
        ShouldBe(await WaitForAsync(1), "window.closing", 60, written);
    }

    [Fact]
    public async Task After_a_message_between_two_events_all_are_told_of_the_new_window()
    {
        await Gateway.ClientWritesAsync(Client);
        Gateway.Time.Advance(23 * Hour);
        await WaitForAsync(1);
        var written = Gateway.Now;
        await Gateway.ClientWritesAsync(Client);
        await PassAsync(22 * Hour);
        Told.Count.ShouldBe(1);

        await PassAsync(1 * Hour);
        ShouldBe(await WaitForAsync(2), "window.closing", 60, written);
    }

    [Fact]
    public async Task A_client_who_writes_again_after_the_window_has_closed_is_told_of_again()
    {
        await Gateway.ClientWritesAsync(Client);
        Gateway.Time.Advance(24 * Hour);
        (await WaitForAsync(1)).Type.ShouldBe("window.closed");
        await PassAsync(5 * TimeSpan.FromSeconds(1));
        var written = Gateway.Now;
        await Gateway.ClientWritesAsync(Client);
        Gateway.Time.Advance(23 * Hour);

        ShouldBe(await WaitForAsync(2), "window.closing", 60, written);
    }

    [Fact]
    public async Task A_late_webhook_tells_of_what_is_left()
    {
        await Gateway.ClientWroteAsync(Client, ago: (23 * Hour) + (30 * Minute));

        (await WaitForAsync(1)).MinutesLeft.ShouldBe(30);
    }

    [Fact]
    public async Task A_client_who_was_erased_is_not_told_of()
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.Store.ForgetAsync(Client.Id, Gateway.Now.AddHours(1), Gateway.Now.AddDays(2));
        await PassAsync(25 * Hour);

        Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_channel_that_does_not_notify_tells_of_nobody()
    {
        await Gateway.ClientWritesAsync(Conversation.Messenger);
        await PassAsync(25 * Hour);

        Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_client_is_told_of()
    {
        var clients = Enumerable.Range(0, 100).Select(index => Client with { Contact = $"{4915112340000 + index}" }).ToList();
        foreach (var client in clients) await Gateway.ClientWritesAsync(client);
        Gateway.Time.Advance(24 * Hour);
        await WaitForAsync(100);

        Told.Select(told => told.Contact).ShouldBe(clients.Select(client => client.Contact), ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_due_while_the_gateway_is_down_is_told_when_it_is_up_again()
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.RestartAsync(pause: (23 * Hour) + (20 * Minute));

        (await WaitForAsync(1)).MinutesLeft.ShouldBe(40);
    }

    private static void ShouldBe(ToldEvent told, string type, int? minutesLeft, DateTimeOffset written)
    {
        (told.Type, told.MinutesLeft, told.LastContact, told.Closes).ShouldBe((type, minutesLeft, written, written.AddDays(1)));
        (told.Channel, told.Account, told.Contact).ShouldBe((Client.Channel, Client.Account, Client.Contact));
        told.Time.ShouldBe(told.Closes.AddMinutes(-minutesLeft ?? 0), TimeSpan.FromSeconds(30));
    }
}
