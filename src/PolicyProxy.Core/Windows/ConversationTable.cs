using System.Text;
using PolicyProxy.Policy;

namespace PolicyProxy.Windows;

/// <summary>
/// A number for each of many conversations, a bounded number of them: what has the smallest number goes first, whatever its sign. It takes 32 to 64 bytes a
/// conversation and holds no object for any, so that a million of them make neither a look-up nor a garbage collection longer.
/// </summary>
/// <remarks>
/// A conversation is known by a keyed hash of 128 bits. Safe for use by many threads at once; a look-up waits for no lock, and for
/// what is just being written some microseconds at most: then it misses it.
/// </remarks>
internal sealed class ConversationTable
{
    // One set is two cache lines.
    private const int Ways = 4;
    private const int Smallest = 1024;
    private const int LongestName = 512;

    // A write takes some nanoseconds, unless its thread is sent to sleep in the middle of it.
    private const int MostTurns = 1000;

    private readonly SipHash _hash = SipHash.WithSecretKey();
    private readonly Lock _writing = new();
    private readonly int _capacity;
    private volatile Entry[] _entries = new Entry[Smallest];
    private int _count;
    private long _lowestDropped;

    /// <summary>An empty table.</summary>
    /// <param name="capacity">The most conversations it may hold: a power of two, 1024 at least.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no such number.</exception>
    public ConversationTable(int capacity)
    {
        if (capacity < Smallest || !int.IsPow2(capacity)) throw new ArgumentOutOfRangeException(nameof(capacity), capacity, $"A power of two, {Smallest} at least.");
        _capacity = capacity;
    }

    /// <summary>The lowest number that had to go to make room, of those below zero; zero when none had to.</summary>
    public long LowestDropped => Volatile.Read(ref _lowestDropped);

    /// <summary>The number of a conversation.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="number">Its number; zero when the answer is false.</param>
    /// <returns>Whether one is known.</returns>
    public bool TryFind(in ConversationId conversation, out long number)
    {
        var (first, second) = Hash(conversation);
        for (var turn = 0; turn < MostTurns; turn++)
        {
            if (TryFind(first, second, out number, out var isWritten)) return true;
            if (!isWritten) return false;
            Thread.SpinWait(1);
        }

        number = 0;
        return false;
    }

    /// <summary>Sets the number of a conversation, to what becomes of the number it has.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="number">Its number; not zero.</param>
    /// <param name="merge">What becomes of the number known before and the new one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is zero.</exception>
    public void Merge(in ConversationId conversation, long number, Func<long, long, long> merge)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        ArgumentNullException.ThrowIfNull(merge);
        var (first, second) = Hash(conversation);
        lock (_writing)
        {
            ref var entry = ref Place(Set(_entries, first), first, second);
            var isKnown = entry.Number != 0 && entry.First == first && entry.Second == second;
            var merged = isKnown ? merge(entry.Number, number) : number;
            if (isKnown && merged == entry.Number) return;
            if (entry.Number == 0) _count++;
            else if (!isKnown && entry.Number < _lowestDropped) Volatile.Write(ref _lowestDropped, entry.Number);
            Write(ref entry, first, second, merged);
            if (_count > _entries.Length / 2 && _entries.Length < _capacity) Grow();
        }
    }

    /// <summary>Forgets a conversation.</summary>
    public void Remove(in ConversationId conversation)
    {
        var (first, second) = Hash(conversation);
        lock (_writing)
        {
            ref var entry = ref Place(Set(_entries, first), first, second);
            if (entry.Number == 0 || entry.First != first || entry.Second != second) return;
            _count--;
            Write(ref entry, 0, 0, 0);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_writing) (_entries, _count) = (new Entry[Smallest], 0);
    }

    private bool TryFind(ulong first, ulong second, out long number, out bool isWritten)
    {
        isWritten = false;
        foreach (ref var entry in Set(_entries, first))
        {
            // Written meanwhile: whatever was read is of two conversations, or of two times.
            var version = Volatile.Read(ref entry.Version);
            var isTheOne = Volatile.Read(ref entry.First) == first && Volatile.Read(ref entry.Second) == second;
            number = Volatile.Read(ref entry.Number);
            if ((version & 1) != 0 || entry.Version != version) isWritten = true;
            else if (isTheOne && number != 0) return true;
        }

        number = 0;
        return false;
    }

    private static Span<Entry> Set(Entry[] entries, ulong hash) => entries.AsSpan((int)(hash & ((ulong)entries.Length / Ways - 1)) * Ways, Ways);

    // Where a conversation is; or else where it goes: in the first free place, or in that of the smallest number.
    private static ref Entry Place(Span<Entry> set, ulong first, ulong second)
    {
        ref var place = ref set[0];
        foreach (ref var entry in set)
        {
            if (entry.Number != 0 && entry.First == first && entry.Second == second) return ref entry;
            if (Size(entry.Number) < Size(place.Number)) place = ref entry;
        }

        return ref place;
    }

    private static long Size(long number) => number < 0 ? ~number : number;

    // Nobody who reads meanwhile takes the one half for the other: an odd version says that it is being written.
    private static void Write(ref Entry entry, ulong first, ulong second, long number)
    {
        var version = entry.Version;
        Interlocked.Exchange(ref entry.Version, version + 1);
        (entry.First, entry.Second, entry.Number) = (first, second, number);
        Volatile.Write(ref entry.Version, version + 2);
    }

    private void Grow()
    {
        var entries = new Entry[_entries.Length * 2];
        foreach (ref var entry in _entries.AsSpan())
        {
            if (entry.Number != 0) Write(ref Place(Set(entries, entry.First), entry.First, entry.Second), entry.First, entry.Second, entry.Number);
        }

        _entries = entries;
    }

    private (ulong First, ulong Second) Hash(in ConversationId conversation)
    {
        var length = Encoding.UTF8.GetMaxByteCount(conversation.Channel.Length + conversation.Account.Length + conversation.Contact.Length) + 2;
        var text = length <= LongestName ? stackalloc byte[LongestName] : new byte[length];
        var written = Encoding.UTF8.GetBytes(conversation.Channel, text);
        text[written++] = 0xff;
        written += Encoding.UTF8.GetBytes(conversation.Account, text[written..]);
        text[written++] = 0xff;
        written += Encoding.UTF8.GetBytes(conversation.Contact, text[written..]);
        return _hash.Of(text[..written]);
    }

    private struct Entry
    {
        public ulong First;
        public ulong Second;
        public long Number;
        public int Version;
    }
}
