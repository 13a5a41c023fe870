using PolicyProxy.Policy;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Single conversations, for whoever runs the gateway: looked up as for a send, set and erased by hand.</summary>
public sealed class Conversations
{
    private readonly IWindowStore _store;
    private readonly ContactTies _ties;
    private readonly TimeProvider _time;

    internal Conversations(IWindowStore store, ContactTies ties, TimeProvider time) => (_store, _ties, _time) = (store, ties, time);

    /// <summary>
    /// What a send in the conversation would be judged by: the contact's last action, under another of its ids where need be. What this
    /// process remembers counts when the store cannot say, as far as it proves the window open.
    /// </summary>
    /// <param name="channel">The conversation's channel.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="WindowStoreException">The store cannot say, and nothing that is remembered proves the window open.</exception>
    public async Task<LastContact> FindAsync(Channel channel, ConversationId conversation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        try
        {
            var contact = await _store.FindAsync(conversation, cancellationToken);
            if (channel.IsOpen(contact, _time.GetUtcNow())) return contact;
            return await _ties.FindAsync(conversation, await _ties.OthersAsync(channel, conversation), contact, cancellationToken);
        }
        catch (WindowStoreException) when (channel.ProvesOpen(_store.Recall(conversation), _time.GetUtcNow()))
        {
            return _store.Recall(conversation);
        }
    }

    /// <summary>Takes in when the client last acted, as a webhook does: the later of both holds, and nothing is later than now.</summary>
    /// <param name="channel">The conversation's channel.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="lastContact">When the client acted.</param>
    /// <param name="cancellationToken">Stops waiting; it may still be recorded.</param>
    /// <exception cref="WindowStoreException">It is not known to be kept.</exception>
    public Task RecordAsync(Channel channel, ConversationId conversation, DateTimeOffset lastContact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var now = _time.GetUtcNow();
        return _store.RecordAsync([channel.Record(conversation, lastContact < now ? lastContact : now)], cancellationToken);
    }

    /// <summary>Erases the contact under all of its ids: closed until the client acts again.</summary>
    /// <param name="channel">The conversation's channel.</param>
    /// <param name="conversation">The conversation under one of the ids.</param>
    /// <param name="cancellationToken">Stops waiting; the erasure may still take place.</param>
    /// <exception cref="WindowStoreException">Not all of it is known to be erased; to erase it once more does no harm.</exception>
    public async Task ForgetAsync(Channel channel, ConversationId conversation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var now = _time.GetUtcNow();
        var others = await _ties.MutualAsync(conversation, await OthersAsync(channel, conversation, now, cancellationToken), cancellationToken);
        var keepUntil = channel.Record(conversation, now).KeepUntil;
        foreach (var id in others.Prepend(conversation)) await _store.ForgetAsync(id, now, keepUntil, cancellationToken);
    }

    // Where no gateway wrote what is said of the contact's other ids, that goes with the contact.
    private async Task<IReadOnlyList<string>> OthersAsync(Channel channel, ConversationId conversation, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return await _ties.OthersAsync(channel, conversation);
        }
        catch (WindowStoreException exception) when (exception.IsOfOneKey)
        {
            await _store.TieAsync([new(conversation, [], now)], cancellationToken);
            return [];
        }
    }
}
