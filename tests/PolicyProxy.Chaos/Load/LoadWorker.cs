namespace PolicyProxy.Chaos.Load;

/// <summary>One thread of conversation with the gateways: webhooks and sends in turn, and what the platform delivers again.</summary>
internal sealed class LoadWorker(LoadOptions options, GatewayClient client, int number, TimeProvider time)
{
    private const int Remembered = 50;
    private const int MostDeliveries = 4;

    private readonly Random _random = new(unchecked((options.Seed * 31 + options.Index) * 31 + number));
    private readonly PriorityQueue<(Webhook Webhook, string Kind, int Delivery), long> _waiting = new();
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
        if (_waiting.TryPeek(out var waiting, out var due) && due <= time.GetTimestamp())
        {
            _waiting.Dequeue();
            return DeliverAsync(waiting.Webhook, waiting.Kind, waiting.Delivery);
        }

        return _random.Next(100) < 45 ? DeliverNextAsync(webhooks) : client.SendAsync(Gateway(), sends.Next());
    }

    private Task<bool> DeliverNextAsync(WebhookSource webhooks)
    {
        if (_delivered.Count > 0 && _random.Next(100) < 6) return DeliverAsync(_delivered[_random.Next(_delivered.Count)], "replay", MostDeliveries);
        var webhook = webhooks.Next();
        if (_random.Next(100) >= 6) return DeliverAsync(webhook, webhook.Kind, 1);

        // Overtaken by what comes after it.
        Wait(webhook, $"{webhook.Kind}, out of order", 1);
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
            Wait(webhook, "redelivery", delivery + 1);
        }

        return done.Status != 0;
    }

    private void Wait(Webhook webhook, string kind, int delivery) =>
        _waiting.Enqueue((webhook, kind, delivery), time.GetTimestamp() + (long)(_random.NextDouble() * 4 * time.TimestampFrequency));

    private string Gateway() => _gateways[_random.Next(_gateways.Length)];
}
