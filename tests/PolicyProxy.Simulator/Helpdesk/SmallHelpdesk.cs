using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using PolicyProxy.Simulator.Network;

namespace PolicyProxy.Simulator.Helpdesk;

/// <summary>A small helpdesk: agents read what clients wrote, answer, and see what became of it. It knows the platform's API and no gateway.</summary>
internal sealed class SmallHelpdesk : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly Outbox _outbox;
    private readonly LoopbackServer _server;
    private readonly Dictionary<Channel, Timeline> _timelines = Channel.All.ToDictionary(channel => channel, _ => new Timeline());

    // What the platform reports can come sooner than its answer.
    private readonly ConcurrentDictionary<string, Report> _reports = new();

    /// <param name="platform">Where it sends what agents write: the gateway.</param>
    /// <param name="clock">The clock.</param>
    public SmallHelpdesk(Uri platform, TimeProvider clock)
    {
        (_clock, _outbox) = (clock, new(platform));
        var inbox = new Inbox((channel, message) => Timeline(channel).Add(message), Take);
        _server = new(Ports.Take(), app =>
        {
            app.MapGet(Subscription.Path, Inbox.ConfirmAsync);
            app.MapPost(Subscription.Path, inbox.TakeAsync);
        });
    }

    /// <summary>Where it takes webhooks.</summary>
    public string Address => _server.Address;

    public bool IsUp => _server.IsUp;

    /// <summary>The conversation with a channel's client.</summary>
    public Timeline Timeline(Channel channel) => _timelines[channel];

    /// <summary>Starts it, or brings it back: what was written stays.</summary>
    public Task StartAsync() => _server.StartAsync();

    /// <summary>Takes it away: nobody answers webhooks.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>The agent writes.</summary>
    public async Task<SendAnswer> AgentWritesAsync(Channel channel, string text, SendKind kind)
    {
        var id = $"{Guid.NewGuid():N}";
        var shown = kind == SendKind.Template ? $"[template {SendBody.Template}]" : text;
        var timeline = Timeline(channel);
        timeline.Add(new(id, false, shown, _clock.GetUtcNow()) { State = MessageState.Waiting });

        var (answer, exchange) = await _outbox.SendAsync(channel, text, kind);
        timeline.Change(message => message.Id == id, message => message with
        {
            State = answer.State,
            Note = answer.Note,
            PlatformId = answer.MessageId,
            Exchanges = [exchange],
        });
        if (answer.MessageId is { } known && _reports.TryGetValue(known, out var report)) Apply(channel, known, report);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _outbox.Dispose();
    }

    private void Take(Channel channel, string id, Report report)
    {
        _reports[id] = report;
        Apply(channel, id, report);
    }

    private void Apply(Channel channel, string id, Report report) =>
        Timeline(channel).Change(message => message.PlatformId == id, message => message with { State = report.State, Note = report.Note });
}
