using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>What is remembered of a webhook, and when.</summary>
public sealed class WebhookRecordingTests : ProxyTest
{
    private const string Shared = "one-secret-for-all-channels";

    public static TheoryData<string> Platforms => ["WhatsApp", "Messenger", "Instagram"];

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task The_time_of_the_message_is_recorded_not_that_of_its_arrival(string platform)
    {
        var conversation = Conversation.On(platform);
        await Gateway.ClientWroteAsync(conversation, TimeSpan.FromHours(3));

        (await Gateway.LastContactAsync(conversation)).ShouldBe(Gateway.Now - TimeSpan.FromHours(3));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_webhook_that_is_repeated_later_does_not_move_the_window(string platform)
    {
        var conversation = Conversation.On(platform);
        var written = Gateway.Now;
        await Gateway.ClientWritesAsync(conversation, written);
        Gateway.Time.Advance(TimeSpan.FromMinutes(1));
        await Gateway.ClientWritesAsync(conversation, written);

        (await Gateway.LastContactAsync(conversation)).ShouldBe(written);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_bot_that_sends_from_inside_its_webhook_is_never_refused(string platform)
    {
        var conversation = Conversation.On(platform);
        var verdicts = new ConcurrentQueue<string?>();
        Gateway.Helpdesk.Answer = async context =>
        {
            verdicts.Enqueue((await Gateway.SendAsync(conversation)).Verdict);
            context.Response.StatusCode = StatusCodes.Status200OK;
        };

        await Gateway.ClientWritesAsync(conversation);

        verdicts.ShouldBe(["allowed"]);
    }

    [Fact]
    public async Task The_helpdesk_does_not_see_a_message_before_it_is_recorded()
    {
        var recording = new TaskCompletionSource();
        Gateway.Store.Hold = recording.Task;
        var webhook = Gateway.ClientWritesAsync(Conversation.WhatsApp);
        await Task.Delay(200);
        var seenBefore = Gateway.Helpdesk.Requests.Count;
        recording.SetResult();
        await webhook;

        (seenBefore, Gateway.Helpdesk.Requests.Count).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_thousand_events_in_one_webhook_open_a_thousand_windows()
    {
        var clients = Enumerable.Range(1, 1000).Select(i => Conversation.Messenger with { Contact = $"{7_000_000_000 + i}" }).ToList();
        var webhook = Conversation.Messenger.Envelope(clients.Select(client => client.Entry(Gateway.Now)));

        await Gateway.WebhookAsync(webhook, GatewaySettings.MessengerSecret);

        var found = await Task.WhenAll(clients.Select(Gateway.LastContactAsync));
        found.ShouldAllBe(time => time == Gateway.Now);
    }

    [Fact]
    public async Task One_webhook_of_two_numbers_opens_a_window_with_each()
    {
        Conversation[] both = [Conversation.WhatsApp, Conversation.WhatsApp with { Account = "777000111222333", Contact = "491701234567" }];

        await Gateway.WebhookAsync(both[0].Envelope(both.Select(one => one.Entry(Gateway.Now))), GatewaySettings.WhatsAppSecret);

        (await Task.WhenAll(both.Select(Gateway.LastContactAsync))).ShouldAllBe(time => time == Gateway.Now);
    }

    [Fact]
    public async Task One_webhook_of_three_platforms_opens_a_window_on_each()
    {
        await Gateway.RestartAsync(configure: settings =>
        {
            foreach (var channel in new[] { "whatsapp", "messenger", "instagram" }) settings.SetJson($"Messaging:Channels:{channel}:AppSecrets", $"[\"{Shared}\"]");
        });
        Conversation[] all = [Conversation.WhatsApp, Conversation.Messenger, Conversation.Instagram];

        await Gateway.WebhookAsync($"[{string.Join(',', all.Select(one => one.Webhook(Gateway.Now)))}]", Shared);

        (await Task.WhenAll(all.Select(Gateway.LastContactAsync))).ShouldAllBe(time => time == Gateway.Now);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_webhook_of_an_account_the_channel_is_not_for_is_forwarded(string platform)
    {
        var conversation = await ListAnotherAccountAsync(platform);
        (await Gateway.WebhookAsync(conversation.Webhook(Gateway.Now), conversation.Secret)).Status.ShouldBe(200);

        Gateway.Helpdesk.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_webhook_of_an_account_the_channel_is_not_for_records_nothing(string platform)
    {
        var conversation = await ListAnotherAccountAsync(platform);
        await Gateway.ClientWritesAsync(conversation);

        (await Gateway.LastContactAsync(conversation)).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_webhook_of_a_listed_account_is_recorded(string platform)
    {
        var conversation = Conversation.On(platform);
        await Gateway.RestartAsync(configure: settings =>
            settings.SetJson($"Messaging:Channels:{conversation.Channel}:Accounts", $"[\"1\", \"{conversation.Account}\"]"));
        await Gateway.ClientWritesAsync(conversation);

        (await Gateway.LastContactAsync(conversation)).ShouldBe(Gateway.Now);
    }

    private async Task<Conversation> ListAnotherAccountAsync(string platform)
    {
        var conversation = Conversation.On(platform);
        await Gateway.RestartAsync(configure: settings => settings.SetJson($"Messaging:Channels:{conversation.Channel}:Accounts", """["999"]"""));
        return conversation;
    }
}
