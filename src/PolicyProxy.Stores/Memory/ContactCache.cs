using System.Collections.Concurrent;
using PolicyProxy.Policy;

namespace PolicyProxy.Stores;

/// <summary>Last contacts in memory, a bounded number of them: what was not asked for longest goes first.</summary>
/// <remarks>
/// Two generations: what is asked for moves into the young one, and when that is full, it becomes the old one and what was old is
/// dropped. Nothing locks a look-up.
/// </remarks>
/// <param name="capacity">How many conversations a generation holds.</param>
/// <param name="time">The clock.</param>
internal sealed class ContactCache(int capacity, TimeProvider time)
{
    private readonly Lock _turning = new();
    private long _youngSince = time.GetUtcNow().UtcTicks;
    private long _oldSince = time.GetUtcNow().UtcTicks;
    private volatile ConcurrentDictionary<ConversationId, LastContact> _young = new();
    private volatile ConcurrentDictionary<ConversationId, LastContact> _old = new();
    private int _count;

    /// <summary>Since when nothing has been dropped that was taken in: a later erasure is known.</summary>
    public DateTimeOffset Since => new(Volatile.Read(ref _oldSince), TimeSpan.Zero);

    /// <summary>What is known of a conversation.</summary>
    public LastContact Find(ConversationId conversation)
    {
        if (_young.TryGetValue(conversation, out var contact)) return contact;
        if (!_old.TryGetValue(conversation, out contact)) return LastContact.Never;
        Merge(conversation, contact);
        return contact;
    }

    /// <summary>Takes in what is known from elsewhere.</summary>
    public void Merge(ConversationId conversation, LastContact contact)
    {
        if (contact == LastContact.Never) return;
        while (true)
        {
            var young = _young;
            if (young.TryGetValue(conversation, out var known))
            {
                var merged = known.Merge(contact);
                if (merged != known && !young.TryUpdate(conversation, merged, known)) continue;
            }
            else
            {
                var merged = _old.TryGetValue(conversation, out known) ? known.Merge(contact) : contact;
                if (!young.TryAdd(conversation, merged)) continue;
                if (Interlocked.Increment(ref _count) > capacity) Turn(young);
            }

            // What turned old meanwhile may have been copied into the young one before this reached it.
            if (young == _young) return;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_turning)
        {
            _youngSince = _oldSince = time.GetUtcNow().UtcTicks;
            (_old, _young, _count) = (new(), new(), 0);
        }
    }

    private void Turn(ConcurrentDictionary<ConversationId, LastContact> full)
    {
        lock (_turning)
        {
            if (_young != full) return;
            (_oldSince, _youngSince) = (_youngSince, time.GetUtcNow().UtcTicks);
            // The old one first: what a look-up misses in the young one has to be in the old one by then.
            _old = full;
            _young = new();
            _count = 0;
        }
    }
}
