using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Load;

/// <summary>One thread of conversation with the gateways: webhooks and sends in turn, and what the platform delivers again.</summary>
internal sealed class LoadWorker(LoadOptions options, GatewayClient client, int number, TimeProvider time)
{
    private const int Remembered = 50;
    private const int MostDeliveries = 4;

    private readonly Random _random = new(unchecked((options.Seed * 31 + options.Index) * 31 + number));
    private readonly PriorityQueue<Func<Task<bool>>, DateTimeOffset> _waiting = new();
    private readonly List<Webhook> _delivered = [];
    private readonly string[] _gateways = [.. options.Gateways.Keys];
    private int _attempts;

    /// <summary>Goes on until it is told to stop, slower while nobody answers: what is down shall not make up half of the history.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var contacts = new Contacts(_random, time);
        var webhooks = new WebhookSource(_random, contacts, time);
        var sends = new SendSource(_random, contacts, $"{options.Index}x{number}");
        while (!stop.IsCancellationRequested)
        {
            var isAnswered = await AskAsync(webhooks, sends);
            await Task.Delay(_random.Next(20, 120) * (isAnswered ? 1 : 5), CancellationToken.None);
        }
    }

    private Task<bool> AskAsync(WebhookSource webhooks, SendSource sends)
    {
        if (_waiting.TryPeek(out _, out var due) && due <= time.GetUtcNow()) return _waiting.Dequeue()();
        return _random.Next(100) < 45 ? DeliverNextAsync(webhooks, sends) : client.SendAsync(Gateway(), sends.Next());
    }

    private Task<bool> DeliverNextAsync(WebhookSource webhooks, SendSource sends)
    {
        if (_delivered.Count > 0 && _random.Next(100) < 6) return DeliverAsync(_delivered[_random.Next(_delivered.Count)], "replay", MostDeliveries);
        var webhook = webhooks.Next();
        if (_random.Next(100) < 20) SendAtTheEnd(webhook, sends);
        if (_random.Next(100) >= 6) return DeliverAsync(webhook, webhook.Kind, 1);

        // Overtaken by what comes after it.
        Wait(Soon(), () => DeliverAsync(webhook, $"{webhook.Kind}, out of order", 1));
        return Task.FromResult(true);
    }

    private async Task<bool> DeliverAsync(Webhook webhook, string kind, int delivery)
    {
        var done = await client.DeliverAsync(Gateway(), webhook, $"w{options.Index}x{number}x{++_attempts}", kind);
        if (done.IsAcknowledged())
        {
            _delivered.Add(webhook);
            if (_delivered.Count > Remembered) _delivered.RemoveAt(0);
        }
        else if (!webhook.IsForged && delivery < MostDeliveries)
        {
            Wait(Soon(), () => DeliverAsync(webhook, "redelivery", delivery + 1));
        }

        return done.Status != 0;
    }

    // Around the moment at which the window closes, where a wrong verdict is nearest.
    private void SendAtTheEnd(Webhook webhook, SendSource sends)
    {
        if (webhook.Events is not [var told, ..]) return;
        var end = DateTimeOffset.FromUnixTimeMilliseconds(told.Time) + ChaosChannel.Of(told.Conversation).Window;
        Wait(end + TimeSpan.FromMilliseconds(_random.Next(-150, 50)), () => client.SendAsync(Gateway(), sends.To(told.Conversation)));
    }

    private DateTimeOffset Soon() => time.GetUtcNow() + TimeSpan.FromSeconds(_random.NextDouble() * 4);

    private void Wait(DateTimeOffset due, Func<Task<bool>> ask) => _waiting.Enqueue(ask, due);

    private string Gateway() => _gateways[_random.Next(_gateways.Length)];
}
