using System.Runtime.InteropServices;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>What this gateway told the store in the last minutes, merged by conversation, to tell it again.</summary>
/// <param name="kept">How long it is kept; no record is when this is zero.</param>
internal sealed class RecentRecords(TimeSpan kept)
{
    // Of more than that the oldest go before their time.
    private const int Most = 1_000_000;

    private static readonly TimeSpan SliceLength = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<Slice> _slices = new();
    private readonly Dictionary<string, DateTimeOffset> _firstSeen = [];
    private Slice? _last;
    private int _count;

    /// <summary>How long it is kept.</summary>
    public TimeSpan Kept => kept;

    /// <summary>Takes in what the store has taken.</summary>
    /// <returns>Whether so much time has passed that older ones may be <see cref="Prune">dropped</see>.</returns>
    public bool Add(IReadOnlyList<WindowRecord> records, DateTimeOffset now)
    {
        if (kept == TimeSpan.Zero) return false;
        lock (_lock)
        {
            var last = _last;
            var slice = Current(now);
            var before = slice.Size;
            foreach (var record in records)
            {
                ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(slice.Records, record.Conversation, out var isKnown);
                if (!isKnown || known.Time < record.Time) known = record;
            }

            Counted(slice, before);
            return !ReferenceEquals(slice, last);
        }
    }

    /// <summary>Takes in an erasure that the store has taken.</summary>
    public void AddErasure(WindowRecord erasure, DateTimeOffset now)
    {
        if (kept == TimeSpan.Zero) return;
        lock (_lock)
        {
            var slice = Current(now);
            var before = slice.Size;
            slice.Erasures[erasure.Conversation] = erasure;
            Counted(slice, before);
        }
    }

    /// <summary>Takes in ties that the store has taken.</summary>
    public void AddTies(IReadOnlyList<ContactTie> ties, DateTimeOffset now)
    {
        if (kept == TimeSpan.Zero) return;
        lock (_lock)
        {
            var slice = Current(now);
            var before = slice.Size;
            foreach (var tie in ties) slice.Ties[tie.Conversation] = tie;
            Counted(slice, before);
        }
    }

    /// <summary>Takes in when a channel was first seen, which never changes and is kept for good.</summary>
    public void AddFirstSeen(string channel, DateTimeOffset time)
    {
        lock (_lock) _firstSeen[channel] = time;
    }

    /// <summary>When a channel was first seen; null when that is not known.</summary>
    public DateTimeOffset? FirstSeen(string channel)
    {
        lock (_lock) return _firstSeen.TryGetValue(channel, out var time) ? time : null;
    }

    /// <summary>Drops what is older than it has to be.</summary>
    public void Prune(DateTimeOffset now)
    {
        lock (_lock)
        {
            while (_slices.TryPeek(out var oldest) && oldest != _last && now - oldest.Begun > kept + SliceLength) Drop();
        }
    }

    /// <summary>Everything, the oldest first.</summary>
    public (List<WindowRecord> Records, List<WindowRecord> Erasures, List<ContactTie> Ties, Dictionary<string, DateTimeOffset> FirstSeen) All()
    {
        lock (_lock)
        {
            return (
                [.. _slices.SelectMany(slice => slice.Records.Values)],
                [.. _slices.SelectMany(slice => slice.Erasures.Values)],
                [.. _slices.SelectMany(slice => slice.Ties.Values)],
                new(_firstSeen));
        }
    }

    private Slice Current(DateTimeOffset now)
    {
        if (_last is null || now - _last.Begun >= SliceLength) _slices.Enqueue(_last = new(now));
        return _last;
    }

    private void Counted(Slice slice, int before)
    {
        _count += slice.Size - before;
        while (_count > Most && _slices.Count > 1) Drop();
    }

    private void Drop() => _count -= _slices.Dequeue().Size;

    private sealed record Slice(DateTimeOffset Begun)
    {
        public Dictionary<ConversationId, WindowRecord> Records { get; } = [];

        public Dictionary<ConversationId, WindowRecord> Erasures { get; } = [];

        public Dictionary<ConversationId, ContactTie> Ties { get; } = [];

        public int Size => Records.Count + Erasures.Count + Ties.Count;
    }
}
