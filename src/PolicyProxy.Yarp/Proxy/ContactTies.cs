using System.Collections.Concurrent;
using PolicyProxy.Policy;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Learns which ids are one contact's, so that a reply to any of them is judged by the same window.</summary>
/// <remarks>
/// A tie holds only while both ids name each other: when a number passes to somebody else, the new owner's first message breaks the tie
/// to the old owner's id. A store that fails costs a tie, never a message: the next webhook tells of it again.
/// </remarks>
internal sealed class ContactTies(IWindowStore store, TimeProvider time)
{
    // What was learned is not written again and again. Forgetting it costs one write, and lets a store that lost it learn it anew.
    private const int MostRemembered = 100_000;

    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(31);

    private static readonly Task<IReadOnlyList<string>> NoOthers = Task.FromResult<IReadOnlyList<string>>([]);

    private readonly ConcurrentDictionary<ConversationId, (IReadOnlyList<string> Others, DateTimeOffset Until)> _learned = new();

    /// <summary>Whether nothing new can be learned of a conversation, as far as this gateway remembers.</summary>
    public bool Knows(ConversationId conversation) => Known(conversation) is not null;

    /// <summary>Ties the ids of each contact together, in one call of the store.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="contacts">The account that the ids of a contact were seen with, null when none was named, and the ids in canonical form.</param>
    public async Task LearnAsync(Channel channel, IEnumerable<(string? Account, IReadOnlyList<string> Ids)> contacts)
    {
        var ties = new List<ContactTie>();
        foreach (var (account, ids) in contacts)
        {
            foreach (var id in ids)
            {
                var others = ids.Where(other => other != id).ToList();
                if (channel.Conversation(account, id) is not { } conversation) continue;
                if (Known(conversation) is { } known && others.TrueForAll(known.Contains)) continue;
                ties.Add(new(conversation, others, time.GetUtcNow() + Kept));
            }
        }

        if (!await TryWriteAsync([.. ties.Where(tie => tie.Others.Count > 0)])) return;
        if (_learned.Count > MostRemembered) _learned.Clear();
        foreach (var tie in ties) _learned[tie.Conversation] = (tie.Others, time.GetUtcNow() + Remembered);
    }

    /// <summary>Takes the ties of contacts away whose ids have changed, in one call of the store.</summary>
    public async Task BreakAsync(Channel channel, IEnumerable<ClientContact> changed)
    {
        var conversations = changed.SelectMany(contact => contact.Contacts.Select(id => channel.Conversation(contact.Account, id))).OfType<ConversationId>().ToList();
        await TryWriteAsync([.. conversations.Select(conversation => new ContactTie(conversation, [], time.GetUtcNow()))]);
        foreach (var conversation in conversations) _learned.TryRemove(conversation, out _);
    }

    /// <summary>The other ids that a contact is said to have; none where a contact has one only.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="conversation">The conversation under the id that a send names; null when it names none.</param>
    /// <exception cref="WindowStoreException">The store cannot say.</exception>
    public Task<IReadOnlyList<string>> OthersAsync(Channel channel, ConversationId? conversation) =>
        channel.Platform.HasSeveralIds && conversation is { } known ? store.FindTiesAsync(known) : NoOthers;

    /// <summary>What is known of a contact under all of its ids.</summary>
    /// <param name="conversation">The conversation under the id that a send names.</param>
    /// <param name="others">The other ids that the contact is said to have.</param>
    /// <param name="contact">What is known under that id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="WindowStoreException">The store cannot say.</exception>
    public async Task<LastContact> FindAsync(
        ConversationId conversation, IReadOnlyList<string> others, LastContact contact, CancellationToken cancellationToken)
    {
        foreach (var id in others)
        {
            var other = conversation with { Contact = id };
            var ties = store.FindTiesAsync(other, cancellationToken);
            var last = await store.FindAsync(other, cancellationToken);
            if ((await ties).Contains(conversation.Contact) && last.Time is { } time) contact = contact.Merge(time);
        }

        return contact;
    }

    /// <summary>The conversation under the contact's other ids, as far as those name it, too.</summary>
    /// <param name="conversation">The conversation under one id.</param>
    /// <param name="others">The other ids that the contact is said to have.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="WindowStoreException">The store cannot say.</exception>
    public async Task<IReadOnlyList<ConversationId>> MutualAsync(ConversationId conversation, IReadOnlyList<string> others, CancellationToken cancellationToken)
    {
        var mutual = new List<ConversationId>();
        foreach (var other in others.Select(id => conversation with { Contact = id }))
        {
            if ((await store.FindTiesAsync(other, cancellationToken)).Contains(conversation.Contact)) mutual.Add(other);
        }

        return mutual;
    }

    private IReadOnlyList<string>? Known(ConversationId conversation) =>
        _learned.TryGetValue(conversation, out var known) && time.GetUtcNow() < known.Until ? known.Others : null;

    private async Task<bool> TryWriteAsync(IReadOnlyList<ContactTie> ties)
    {
        try
        {
            if (ties.Count > 0) await store.TieAsync(ties);
            return true;
        }
        catch (WindowStoreException)
        {
            // The next webhook tells of them again.
            return false;
        }
    }
}
