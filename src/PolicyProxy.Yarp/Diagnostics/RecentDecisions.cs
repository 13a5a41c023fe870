using System.Runtime.InteropServices;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Proxy;

namespace PolicyProxy.Yarp.Diagnostics;

/// <summary>The decisions made last, a bounded number of them. Every send writes one slot; nothing is allocated, and nobody waits.</summary>
/// <param name="time">The clock.</param>
public sealed class RecentDecisions(TimeProvider time)
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 1000;

    // Of the contact only what may be told, and no reference to anything that the send brought along.
    private const int ToldOfContact = 4;

    private readonly Slot[] _slots = new Slot[Capacity];
    private long _count;

    /// <summary>The latest decisions, newest first.</summary>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<RecentDecision> Latest(int count)
    {
        var latest = new List<RecentDecision>();
        var newest = Volatile.Read(ref _count);
        for (var number = newest; number > Math.Max(0, newest - Capacity) && latest.Count < count; number--)
        {
            // What is being written is left out.
            if (TryRead(number, out var slot)) latest.Add(slot.ToDecision());
        }

        return latest;
    }

    internal void Add(SendDecision decision)
    {
        var number = Interlocked.Increment(ref _count);
        ref var slot = ref _slots[number % Capacity];

        // A reader takes a slot only if it has the same number before and after; no write comes before an earlier one.
        Volatile.Write(ref slot.Number, 0);
        var contact = decision.Send?.Contact;
        Volatile.Write(ref slot.Ticks, time.GetUtcNow().UtcTicks);
        Volatile.Write(ref slot.Channel, decision.Channel.Name);
        Volatile.Write(ref slot.Verdict, MessagingOutcome.Word(decision));
        Volatile.Write(ref slot.Reason, (int)decision.Verdict.Reason);
        Volatile.Write(ref slot.HasContact, contact is not null);
        Volatile.Write(ref slot.ContactEnd, contact?.Length > ToldOfContact ? MemoryMarshal.Read<long>(MemoryMarshal.AsBytes(contact.AsSpan()[^ToldOfContact..])) : 0);
        Volatile.Write(ref slot.Number, number);
    }

    private bool TryRead(long number, out Slot read)
    {
        ref var slot = ref _slots[number % Capacity];
        read = default;
        if (Volatile.Read(ref slot.Number) != number) return false;
        read = slot;
        Interlocked.MemoryBarrier();
        return slot.Number == number;
    }

    private struct Slot
    {
        public long Number;
        public long Ticks;
        public string Channel;
        public string Verdict;
        public int Reason;
        public bool HasContact;
        public long ContactEnd;

        public readonly RecentDecision ToDecision() =>
            new(new(Ticks, TimeSpan.Zero), Channel, HasContact ? $"***{End()}" : null, Verdict, ((Reason)Reason).Word());

        private readonly string End()
        {
            var end = ContactEnd;
            return end == 0 ? "" : new(MemoryMarshal.Cast<long, char>(MemoryMarshal.CreateReadOnlySpan(ref end, 1)));
        }
    }
}
