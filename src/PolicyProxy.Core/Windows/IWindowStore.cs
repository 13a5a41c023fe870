using PolicyProxy.Policy;

namespace PolicyProxy.Windows;

/// <summary>Keeps the time of each client's last contact.</summary>
/// <remarks>
/// Every call ends within the configured time or throws <see cref="WindowStoreException"/>; a store never answers "unknown" when it
/// could not look. Times are kept to the millisecond.
/// </remarks>
public interface IWindowStore : IAsyncDisposable
{
    /// <summary>
    /// Takes in what clients did, each merged by <see cref="LastContact.Merge(DateTimeOffset)"/>: order, repetition and concurrency change nothing.
    /// When the task has completed, the records survive the loss of this process.
    /// </summary>
    /// <param name="records">The records; one conversation can occur several times.</param>
    /// <param name="cancellationToken">Stops waiting; what was already under way may still be recorded.</param>
    /// <exception cref="WindowStoreException">Not all records are known to be kept.</exception>
    Task RecordAsync(IReadOnlyList<WindowRecord> records, CancellationToken cancellationToken = default);

    /// <summary>Looks up a conversation's last contact.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What is known; <see cref="LastContact.Never"/> when the store surely knows nothing.</returns>
    /// <exception cref="WindowStoreException">The store cannot say.</exception>
    Task<LastContact> FindAsync(ConversationId conversation, CancellationToken cancellationToken = default);

    /// <summary>
    /// What this process remembers of a conversation, without asking: the client acted then, or later. Never proof that a window is
    /// closed.
    /// </summary>
    /// <param name="conversation">The conversation.</param>
    /// <returns><see cref="LastContact.Never"/> when it remembers nothing, as a store without a memory does.</returns>
    LastContact Recall(ConversationId conversation) => LastContact.Never;

    /// <summary>
    /// Erases a conversation: its window is closed until the client acts again, and events from before the erasure do not reopen it. What
    /// was sent by then is no longer counted.
    /// </summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="time">The time of the erasure.</param>
    /// <param name="keepUntil">How long the erasure is remembered: past the longest window of any event before it.</param>
    /// <param name="cancellationToken">Stops waiting; the erasure may still take place.</param>
    /// <exception cref="WindowStoreException">The erasure is not known to have taken place.</exception>
    Task ForgetAsync(
        ConversationId conversation, DateTimeOffset time, DateTimeOffset keepUntil, CancellationToken cancellationToken = default);

    /// <summary>
    /// Counts a send that is about to go to the client, unless as many have been counted as may be: what is sent at the time of the
    /// client's last contact or later counts, whichever gateway sent it, and a later contact leaves out what was sent before. Of several at
    /// once no more are counted. When the task has completed, the count survives the loss of this process.
    /// </summary>
    /// <param name="send">The send.</param>
    /// <param name="most">How many may be counted since the last contact.</param>
    /// <param name="cancellationToken">Stops waiting; it may still be counted.</param>
    /// <returns>Whether it is counted; false when there are as many already.</returns>
    /// <exception cref="WindowStoreException">The store cannot say; it may be counted or not.</exception>
    Task<bool> TryCountSendAsync(CountedSend send, int most, CancellationToken cancellationToken = default);

    /// <summary>Takes back the count of a send that the platform has not taken.</summary>
    /// <param name="send">The send, as it was counted.</param>
    /// <param name="cancellationToken">Stops waiting; it may still be taken back.</param>
    /// <exception cref="WindowStoreException">It is not known to be taken back.</exception>
    Task UncountSendAsync(CountedSend send, CancellationToken cancellationToken = default);

    /// <summary>How many sends of a conversation are counted since a time, that time included.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="since">The time: that of the client's last contact.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="WindowStoreException">The store cannot say.</exception>
    Task<int> FindSendsAsync(ConversationId conversation, DateTimeOffset since, CancellationToken cancellationToken = default);

    /// <summary>Remembers which ids are one contact's; what an id was tied to before is forgotten.</summary>
    /// <param name="ties">The ties, one for each id.</param>
    /// <param name="cancellationToken">Stops waiting; what was already under way may still take place.</param>
    /// <exception cref="WindowStoreException">Not all ties are known to be kept.</exception>
    Task TieAsync(IReadOnlyList<ContactTie> ties, CancellationToken cancellationToken = default);

    /// <summary>Looks up the other ids of a contact.</summary>
    /// <param name="conversation">The conversation under one id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The ids it is tied to; none when the store surely knows none.</returns>
    /// <exception cref="WindowStoreException">The store cannot say.</exception>
    Task<IReadOnlyList<string>> FindTiesAsync(ConversationId conversation, CancellationToken cancellationToken = default);

    /// <summary>When the store first saw a channel: the first call's time, remembered for ever.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="now">The time that counts if the channel was never seen.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="WindowStoreException">The store cannot say.</exception>
    Task<DateTimeOffset> FirstSeenAsync(string channel, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes conversations of which somebody is to be told by now (<see cref="WindowRecord.NotifyAt"/>), those that wait longest first.
    /// They are due again a little later, and nobody else gets them before: whoever takes them says with <see cref="SetDueAsync"/> how they
    /// go on, and if it is no more, somebody else takes them then.
    /// </summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="now">What is due by then is taken.</param>
    /// <param name="again">When what is taken is due again.</param>
    /// <param name="most">How many are taken at most.</param>
    /// <param name="cancellationToken">Stops waiting; what was taken is due again later.</param>
    /// <exception cref="WindowStoreException">The store cannot say.</exception>
    Task<IReadOnlyList<ConversationId>> TakeDueAsync(
        string channel, DateTimeOffset now, DateTimeOffset again, int most, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says when a conversation that was taken is due next, unless the client has written since it was taken, or somebody else has taken it.
    /// </summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="again">When it was to be due again, as it was taken.</param>
    /// <param name="due">When it is due; null for not before the next record.</param>
    /// <param name="cancellationToken">Stops waiting; it may still take place.</param>
    /// <exception cref="WindowStoreException">It is not known to have taken place.</exception>
    Task SetDueAsync(ConversationId conversation, DateTimeOffset again, DateTimeOffset? due, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets those conversations be due, too, that were recorded when nobody was to be told of them, and whose window is still open. What is
    /// due already stays as it is, however often this is done and by however many. It goes through all that the store holds, bit by bit, so
    /// that nobody waits for it.
    /// </summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="notifyAfter">How long after the client's last contact somebody is first to be told.</param>
    /// <param name="window">How long after it the window is open.</param>
    /// <param name="cancellationToken">Stops; what is due by then stays due.</param>
    /// <returns>How many were not due before.</returns>
    /// <exception cref="WindowStoreException">The store cannot say, or not to the end.</exception>
    Task<int> SeedDueAsync(string channel, TimeSpan notifyAfter, TimeSpan window, CancellationToken cancellationToken = default);

    /// <summary>Whether the store would take a record now.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="WindowStoreException">It would not; the message says why, without secrets.</exception>
    Task PingAsync(CancellationToken cancellationToken = default);
}
