namespace PolicyProxy.Simulator.Page;

/// <summary>What the page shows of one channel, and of the world around it.</summary>
internal static class PlaygroundState
{
    /// <summary>Reads it, as it is now.</summary>
    public static async Task<object> ReadAsync(Playground playground, Channel channel) => new
    {
        time = playground.Clock.GetUtcNow(),
        store = playground.Redis is { } redis ? new { name = "Redis", isUp = redis.IsUp } : new { name = "SQLite", isUp = true },
        helpdesk = new { isUp = playground.Helpdesk.IsUp },
        isExtended = playground.Gateway.Settings.IsExtended,
        isObserving = playground.Gateway.Settings.IsObserving,
        dashboard = playground.Gateway.AdminAddress,
        health = await playground.Gateway.HealthAsync(),
        window = await playground.Gateway.WindowAsync(channel),
        phone = playground.Platform.Phone(channel).Timeline.Messages.Select(Describe),
        desk = playground.Helpdesk.Timeline(channel).Messages.Select(Describe),
    };

    private static object Describe(Message message) => new
    {
        id = message.Id,
        isFromClient = message.IsFromClient,
        text = message.Text,
        time = message.Time,
        state = message.State.ToString(),
        note = message.Note,
        exchanges = message.Exchanges,
    };
}
