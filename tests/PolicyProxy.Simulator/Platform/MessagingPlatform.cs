using Microsoft.AspNetCore.Builder;
using PolicyProxy.Simulator.Network;

namespace PolicyProxy.Simulator.Platform;

/// <summary>The simulated platform: the clients' phones, the API for the company, and webhooks that tell the company what happens.</summary>
internal sealed class MessagingPlatform : IAsyncDisposable
{
    // The latest ones: whoever leaves the helpdesk away for an hour does not read them all.
    private const int MostAttempts = 5;

    private readonly TimeProvider _clock;
    private readonly WebhookSender _webhooks;
    private readonly LoopbackServer _server;
    private readonly Dictionary<Channel, Phone> _phones = Channel.All.ToDictionary(channel => channel, channel => new Phone(channel));

    /// <param name="gateway">Where the gateway is.</param>
    /// <param name="clock">The clock.</param>
    public MessagingPlatform(Uri gateway, TimeProvider clock)
    {
        (_clock, _webhooks) = (clock, new(gateway));
        var api = new GraphApi(_phones.Values, clock, _webhooks);
        _server = new(Ports.Take(), app => app.Run(api.AnswerAsync));
    }

    /// <summary>Where its API is.</summary>
    public string Address => _server.Address;

    /// <summary>The phone of a channel's client.</summary>
    public Phone Phone(Channel channel) => _phones[channel];

    public Task StartAsync() => _server.StartAsync();

    /// <summary>Makes sure that somebody answers webhooks.</summary>
    public Task SubscribeAsync() => _webhooks.SubscribeAsync();

    /// <summary>The client writes.</summary>
    /// <returns>Ends when the company has taken the webhook.</returns>
    public Task ClientWritesAsync(Channel channel, string text)
    {
        var phone = Phone(channel);
        var id = WebhookBody.NewId(channel);
        var now = _clock.GetUtcNow();

        // By what it tells others the platform abides itself: WhatsApp has no parts of seconds.
        var time = channel.IsWhatsApp ? DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()) : DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        phone.Wrote(time);
        phone.Timeline.Add(new(id, true, text, time) { State = MessageState.Waiting });
        return _webhooks.Deliver(channel, WebhookBody.Message(channel, id, text, time), (attempt, exchange, isTaken) =>
            phone.Timeline.Change(message => message.Id == id, message => After(message, attempt, exchange, isTaken)));
    }

    public async ValueTask DisposeAsync()
    {
        await _webhooks.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static Message After(Message message, int attempt, Exchange exchange, bool isTaken) => message with
    {
        Exchanges = [.. message.Exchanges.TakeLast(MostAttempts - 1), exchange],
        State = isTaken ? MessageState.Delivered : MessageState.Waiting,
        Note = isTaken ? "" : $"The company has not taken it. The platform tries again; attempts so far: {attempt}.",
    };
}
