using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.Proof;

/// <summary>What the platform told of each conversation, in the order in which deliveries began.</summary>
internal sealed class Conversations
{
    private readonly Dictionary<string, List<StampedEvent>> _events;

    public Conversations(RunHistory history) => _events = history.Webhooks
        .Where(webhook => !webhook.IsForged)
        .OrderBy(webhook => webhook.Start)
        .SelectMany(webhook => webhook.Events.Select(told => new StampedEvent(told, webhook)))
        .GroupBy(told => told.Event.Conversation)
        .ToDictionary(group => group.Key, group => group.ToList());

    public IEnumerable<string> Names => _events.Keys;

    public IReadOnlyList<StampedEvent> Of(string conversation) => _events.GetValueOrDefault(conversation) ?? [];

    /// <summary>The deliveries with the latest events: what one wants to see of a conversation.</summary>
    public string Tell(string conversation, Moment until)
    {
        var told = Of(conversation).Where(told => told.Delivery.Start < until).OrderByDescending(told => told.Latest).Take(4).ToList();
        return told.Count == 0 ? "\n      no event that opens a window" : string.Concat(told.Select(one => $"\n      {one}"));
    }
}
