using PolicyProxy.Simulator.Helpdesk;
using PolicyProxy.Simulator.Network;

namespace PolicyProxy.Simulator.Story;

/// <summary>The policy's rules, played one after the other on all platforms, and what happens when something is away.</summary>
internal sealed class PolicyStory
{
    private static readonly IReadOnlyList<Channel> Tagged = [.. Channel.All.Where(channel => !channel.IsWhatsApp)];
    private static readonly Channel WhatsApp = Channel.All.Single(channel => channel.IsWhatsApp);

    private readonly Playground _playground;
    private readonly Narrator _narrator;
    private readonly Stage _stage;

    public PolicyStory(Playground playground, Narrator narrator) => (_playground, _narrator, _stage) = (playground, narrator, new(playground, narrator));

    /// <summary>Plays it.</summary>
    /// <returns>Whether all was as the rules say.</returns>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task<bool> PlayAsync(CancellationToken stop)
    {
        Func<Task>[] chapters = [BeginAsync, DayAsync, AgainAsync, AnswersAsync, TagsAsync, ExtendedAsync, StoreAwayAsync, HelpdeskAwayAsync];
        foreach (var chapter in chapters) await chapter().WaitAsync(stop);

        _narrator.Chapter("The platform's own records");
        foreach (var channel in Channel.All)
        {
            var arrivals = _playground.Platform.Phone(channel).Arrivals;
            _narrator.Check(
                $"{channel.Platform}: {arrivals.Count} messages reached the platform, and it had to refuse none",
                (arrivals.Any(arrival => !arrival.IsDelivered), "it had to refuse some"));
        }

        _narrator.End();
        return _narrator.IsTrue;
    }

    private async Task BeginAsync()
    {
        _narrator.Chapter("Rule 1. Only a client can start a conversation.");
        foreach (var channel in Channel.All) await _stage.RefusedAsync(channel, "an agent writes to a client who never wrote");
    }

    private async Task DayAsync()
    {
        _narrator.Chapter("Rule 2. The company has 24 hours from the client's last message.");
        foreach (var channel in Channel.All) await _stage.ClientWritesAsync(channel);
        foreach (var channel in Channel.All) await _stage.DeliveredAsync(channel, "the agent answers at once");
        _stage.Pass(TimeSpan.FromMinutes((24 * 60) - 1), "23 hours and 59 minutes pass.");
        foreach (var channel in Channel.All) await _stage.DeliveredAsync(channel, "the agent answers once more");
        _stage.Pass(TimeSpan.FromMinutes(1), "The 24 hours are over.");
        foreach (var channel in Channel.All) await _stage.RefusedAsync(channel, "the agent answers too late");
    }

    private async Task AgainAsync()
    {
        _narrator.Chapter("Rule 3. When the client writes again, the dialogue goes on for 24 hours.");
        foreach (var channel in Channel.All) await _stage.ClientWritesAsync(channel);
        foreach (var channel in Channel.All) await _stage.DeliveredAsync(channel, "the agent answers");
    }

    private async Task AnswersAsync()
    {
        _narrator.Chapter("Rule 4. Agents' answers have no effect on the window.");
        _stage.Pass(TimeSpan.FromHours(23), "23 hours pass.");
        foreach (var channel in Channel.All) await _stage.DeliveredAsync(channel, "the agent answers, and the platform reports that back to the helpdesk");
        _stage.Pass(TimeSpan.FromHours(2), "2 hours pass: 25 since the client wrote, 2 since the agent did.");
        foreach (var channel in Channel.All) await _stage.RefusedAsync(channel, "the agent writes once more");
    }

    private async Task TagsAsync()
    {
        _narrator.Chapter("Rule 5. A message tag does not open a closed window, and a template passes only where the operator says so.");
        foreach (var channel in Tagged) await _stage.RefusedAsync(channel, "the agent tries the tag HUMAN_AGENT", SendKind.HumanAgent);
        await _stage.RefusedAsync(WhatsApp, "the agent tries a template", SendKind.Template);
    }

    private async Task ExtendedAsync()
    {
        _narrator.Chapter("Rule 6. On Messenger and Instagram the operator can lengthen the window to 7 days; never on WhatsApp.");
        await _playground.Gateway.EditAsync(settings => settings with { IsExtended = true });
        _narrator.Tell("The operator saves the configuration: ExtendedWindow of 168 hours, and AllowedOutsideWindow with Template on WhatsApp.");
        foreach (var channel in Tagged) await _stage.DeliveredAsync(channel, "25 hours after the client the agent writes, and the gateway adds the tag", tag: "HUMAN_AGENT");
        await _stage.RefusedAsync(WhatsApp, "the agent writes");
        await _stage.DeliveredAsync(WhatsApp, "the agent sends a template", SendKind.Template);
        _stage.Pass(TimeSpan.FromDays(6), "6 days pass: more than 7 since the client wrote.");
        foreach (var channel in Tagged) await _stage.RefusedAsync(channel, "the agent writes");
        foreach (var channel in Tagged) await _stage.RefusedAsync(channel, "the agent tries the tag HUMAN_AGENT", SendKind.HumanAgent);
        await _playground.Gateway.EditAsync(settings => settings with { IsExtended = false });
        _narrator.Tell("The operator saves the configuration as it was.");
    }

    private async Task StoreAwayAsync()
    {
        _narrator.Chapter("When the store is away, nothing is lost and nothing is guessed.");
        if (_playground.Redis is not { } redis)
        {
            _narrator.Tell("Left out: there is no redis-server on PATH, and the file that the gateway keeps instead cannot go away.");
            return;
        }

        await redis.StopAsync();
        _narrator.Tell("Redis goes away.");
        foreach (var channel in Channel.All) await _stage.NotNowAsync(channel, "the agent writes where the window may be closed");
        foreach (var channel in Channel.All) await _stage.ClientWritesAsync(channel);
        foreach (var channel in Channel.All) await _stage.DeliveredAsync(channel, "the agent answers what the client wrote meanwhile");
        await redis.StartAsync();
        await _playground.Gateway.WaitUntilReadyAsync();
        _narrator.Tell("Redis comes back.");
        foreach (var channel in Channel.All)
        {
            var isOpen = await Stage.HoldsAsync(async () => (await _playground.Gateway.WindowAsync(channel)).Text("state") == "open");
            _narrator.Check($"{channel.Platform}: the store knows what the client wrote meanwhile", (!isOpen, "it does not"));
        }
    }

    private async Task HelpdeskAwayAsync()
    {
        _narrator.Chapter("When the helpdesk is away, the platform delivers again.");
        await _playground.Helpdesk.StopAsync();
        _narrator.Tell("The helpdesk goes away.");
        foreach (var channel in Channel.All)
        {
            var delivery = _playground.Platform.ClientWritesAsync(channel, "Are you still there?");
            var isTriedAgain = await Stage.HoldsAsync(() => _playground.Platform.Phone(channel).Timeline.Messages[^1].Exchanges.Count > 1);
            _narrator.Check($"{channel.Platform}: the client writes, and the platform tries again", (!isTriedAgain || delivery.IsCompleted, "it does not"));
        }

        await _playground.Helpdesk.StartAsync();
        _narrator.Tell("The helpdesk comes back.");
        foreach (var channel in Channel.All)
        {
            var has = await Stage.HoldsAsync(() => _playground.Helpdesk.Timeline(channel).Messages.Count(message => message.Text == "Are you still there?") == 1);
            _narrator.Check($"{channel.Platform}: the helpdesk has what the client wrote, once", (!has, "it does not"));
        }

        foreach (var channel in Channel.All) await _stage.DeliveredAsync(channel, "the agent answers");
    }
}
