using PolicyProxy.Chaos.History;
using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Proof;

/// <summary>Every send that the platform got was inside a window that the client had opened, or needs none; and it got each at most once.</summary>
internal sealed class SendProof(RunHistory history, Conversations conversations)
{
    /// <summary>How late a send may arrive that was judged in time: it is on its way, and no gateway can call it back.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(1);

    private readonly List<Violation> _violations = [];
    private int _inside;
    private int _needNone;
    private int _late;
    private double _latest;

    public Finding Prove()
    {
        var sends = history.Sends
            .SelectMany(send => send.Elements.Select(element => (element.Id, Send: send, Element: element)))
            .ToDictionary(send => send.Id);
        var seen = new Dictionary<string, Arrival>();
        foreach (var arrival in history.Platform.OrderBy(arrival => arrival.At))
        {
            foreach (var id in arrival.Ids)
            {
                if (!sends.TryGetValue(id, out var found)) Violate(Kinds.FalseVerdict, $"the platform got {id} at {arrival.At}, which nobody sent");
                else if (!seen.TryAdd(id, arrival)) Violate(Kinds.Duplicate, $"{found.Send}: the platform got {id} at {seen[id].At} and again at {arrival.At}");
                else Check(found.Send, found.Element, arrival);
            }
        }

        var late = _late == 0
            ? ""
            : $", {_late} arrived when it had just closed, {_latest:0} ms at most: forwarding takes its time, {OnItsWay.TotalMilliseconds:0} ms are allowed";
        return new($"2. {_inside} sends reached the platform inside a window, once each, and {_needNone} that need none{late}", _violations);
    }

    private void Check(SendAttempt send, SendElement element, Arrival arrival)
    {
        if (send.Elements.Count == 1 && arrival.Hash != send.Hash) Violate(Kinds.ChangedSend, $"{send}: the platform got other bytes at {arrival.At}");
        if (element.IsTemplate)
        {
            _needNone++;
            return;
        }

        var window = ChaosChannel.Of(element.Conversation).Window.TotalMilliseconds;
        var told = conversations.Of(element.Conversation).Where(told => told.Delivery.Start < arrival.At).ToList();
        var end = told.Count == 0 ? double.NegativeInfinity : told.Max(told => told.Latest) + window + history.ClockSlack.TotalMilliseconds;
        var late = arrival.At.WallMilliseconds - end;
        if (late >= 0 && (late > OnItsWay.TotalMilliseconds || send.Start.WallMilliseconds >= end))
        {
            Violate(
                Kinds.OutsideWindow,
                $"{send}: the platform got {element.Id} for {element.Conversation} at {arrival.At}, {late:0} ms after the window ({window:0} ms) closed; "
                + $"begun before:{conversations.Tell(element.Conversation, arrival.At)}");
            return;
        }

        _inside++;
        if (late < 0) return;
        _late++;
        _latest = Math.Max(_latest, late);
    }

    private void Violate(string kind, string what) => _violations.Add(new(kind, what));
}
