using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Last contacts in memory, a bounded number of them: whose client wrote longest ago goes first.</summary>
/// <param name="capacity">How many conversations at most: a power of two.</param>
/// <param name="time">The clock.</param>
internal sealed class ContactCache(int capacity, TimeProvider time)
{
    private readonly ConversationTable _contacts = new(capacity);
    private long _since = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>From when on every erasure that was taken in is still known.</summary>
    public DateTimeOffset Since => DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(Volatile.Read(ref _since), -_contacts.LowestDropped));

    /// <summary>What is known of a conversation.</summary>
    public LastContact Find(ConversationId conversation) =>
        _contacts.TryFind(conversation, out var stored) && LastContact.TryFromStored(stored, out var contact) ? contact : LastContact.Never;

    /// <summary>Takes in what is known from elsewhere.</summary>
    public void Merge(ConversationId conversation, LastContact contact)
    {
        if (contact != LastContact.Never && contact.ToStored() is not 0 and var stored) _contacts.Merge(conversation, stored, Merge);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Volatile.Write(ref _since, time.GetUtcNow().ToUnixTimeMilliseconds());
        _contacts.Clear();
    }

    private static long Merge(long known, long other) =>
        LastContact.TryFromStored(known, out var one) && LastContact.TryFromStored(other, out var two) ? one.Merge(two).ToStored() : other;
}
