using System.Globalization;
using PolicyProxy.Chaos.History;
using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Proof;

/// <summary>In the end the store holds of every conversation the latest event that was acknowledged; a later one only if it was delivered, too.</summary>
internal sealed class StoreProof(RunHistory history, Conversations conversations, Outages outages)
{
    /// <summary>How long after the window a store keeps a last contact.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly List<Violation> _violations = [];
    private int _exact;
    private int _later;
    private int _forgotten;

    public Finding Prove()
    {
        foreach (var conversation in conversations.Names.Union(history.Stored.Keys)) Check(conversation);
        return new(
            $"4. {_exact} conversations have the latest acknowledged event in the store, {_later} a later one whose webhook was not acknowledged; "
            + $"{_forgotten} need none any more (too old, or lost by the store with all who knew)",
            _violations);
    }

    private void Check(string conversation)
    {
        var told = conversations.Of(conversation);
        var due = told.Where(told => told.Delivery.IsAcknowledged() && !IsForgotten(told) && !outages.MayBeLost(told.Delivery, history.StoredAt)).ToList();
        if (!history.Stored.TryGetValue(conversation, out var text))
        {
            if (due.Count > 0) Violate(Kinds.StoredTooEarly, conversation, "nothing");
            else _forgotten++;
            return;
        }

        if (!long.TryParse(text, CultureInfo.InvariantCulture, out var stored) || !told.Any(told => told.Explains(stored)))
        {
            Violate(Kinds.StoredUnexplained, conversation, text);
            return;
        }

        if (due.Count > 0 && stored < due.Max(told => told.Earliest)) Violate(Kinds.StoredTooEarly, conversation, text);
        else if (told.Any(told => told.Delivery.IsAcknowledged() && told.Latest >= stored)) _exact++;
        else _later++;
    }

    private bool IsForgotten(StampedEvent told)
    {
        var kept = ChaosChannel.Of(told.Event.Conversation).Window + Kept;
        return told.Earliest + kept.TotalMilliseconds <= history.StoredAt.WallMilliseconds + history.ClockSlack.TotalMilliseconds;
    }

    private void Violate(string kind, string conversation, string stored) => _violations.Add(new(
        kind, $"{conversation}: the store holds {stored} in the end; the latest events:{conversations.Tell(conversation, history.StoredAt)}"));
}
