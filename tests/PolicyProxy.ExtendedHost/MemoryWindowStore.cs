using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.ExtendedHost;

/// <summary>Keeps last contacts in memory, and so for no longer than the host runs: enough to show what a store does.</summary>
internal sealed class MemoryWindowStore(TimeProvider time) : IWindowStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationId, (LastContact Contact, DateTimeOffset KeepUntil)> _contacts = [];
    private readonly Dictionary<ConversationId, ContactTie> _ties = [];
    private readonly Dictionary<ConversationId, List<CountedSend>> _sends = [];
    private readonly Dictionary<ConversationId, DateTimeOffset> _due = [];
    private readonly Dictionary<string, DateTimeOffset> _firstSeen = [];

    public Task RecordAsync(IReadOnlyList<WindowRecord> records, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            foreach (var record in records)
            {
                var known = Find(record.Conversation);
                var merged = known.Merge(record.Time);
                if (merged == known) continue;
                _contacts[record.Conversation] = (merged, record.KeepUntil);
                if (record.NotifyAt is { } due) _due[record.Conversation] = due;
                else _due.Remove(record.Conversation);
            }
        }

        return Task.CompletedTask;
    }

    public Task<LastContact> FindAsync(ConversationId conversation, CancellationToken cancellationToken = default)
    {
        lock (_lock) return Task.FromResult(Find(conversation));
    }

    public Task ForgetAsync(ConversationId conversation, DateTimeOffset time, DateTimeOffset keepUntil, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _contacts[conversation] = (Find(conversation).Merge(LastContact.ErasedAt(time)), keepUntil);
            _due.Remove(conversation);
            if (_sends.TryGetValue(conversation, out var sends)) sends.RemoveAll(send => send.Time <= time);
        }

        return Task.CompletedTask;
    }

    public Task<bool> TryCountSendAsync(CountedSend send, int most, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (!_sends.TryGetValue(send.Conversation, out var sends)) _sends[send.Conversation] = sends = [];
            sends.RemoveAll(other => other.Time < send.LastContact);
            if (sends.Count >= most) return Task.FromResult(false);
            sends.Add(send);
            return Task.FromResult(true);
        }
    }

    public Task UncountSendAsync(CountedSend send, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_sends.TryGetValue(send.Conversation, out var sends)) sends.Remove(send);
        }

        return Task.CompletedTask;
    }

    public Task<int> FindSendsAsync(ConversationId conversation, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        lock (_lock) return Task.FromResult(_sends.TryGetValue(conversation, out var sends) ? sends.Count(send => send.Time >= since) : 0);
    }

    public Task TieAsync(IReadOnlyList<ContactTie> ties, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            foreach (var tie in ties) _ties[tie.Conversation] = tie;
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> FindTiesAsync(ConversationId conversation, CancellationToken cancellationToken = default)
    {
        lock (_lock) return Task.FromResult(_ties.TryGetValue(conversation, out var tie) && tie.KeepUntil > time.GetUtcNow() ? tie.Others : []);
    }

    public Task<DateTimeOffset> FirstSeenAsync(string channel, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _firstSeen.TryAdd(channel, now);
            return Task.FromResult(_firstSeen[channel]);
        }
    }

    public Task<IReadOnlyList<ConversationId>> TakeDueAsync(
        string channel, DateTimeOffset now, DateTimeOffset again, int most, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            var due = _due.Where(pair => pair.Key.Channel == channel && pair.Value <= now).OrderBy(pair => pair.Value).Take(most).Select(pair => pair.Key).ToList();
            foreach (var conversation in due) _due[conversation] = again;
            return Task.FromResult<IReadOnlyList<ConversationId>>(due);
        }
    }

    public Task SetDueAsync(ConversationId conversation, DateTimeOffset again, DateTimeOffset? due, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (!_due.TryGetValue(conversation, out var current) || current != again) return Task.CompletedTask;
            if (due is { } next) _due[conversation] = next;
            else _due.Remove(conversation);
        }

        return Task.CompletedTask;
    }

    public Task<int> SeedDueAsync(string channel, TimeSpan notifyAfter, TimeSpan window, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            var seeded = 0;
            foreach (var conversation in _contacts.Keys.Where(conversation => conversation.Channel == channel))
            {
                if (Find(conversation).Time is { } last && last + window > time.GetUtcNow() && _due.TryAdd(conversation, last + notifyAfter)) seeded++;
            }

            return Task.FromResult(seeded);
        }
    }

    public Task PingAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private LastContact Find(ConversationId conversation) =>
        _contacts.TryGetValue(conversation, out var kept) && kept.KeepUntil > time.GetUtcNow() ? kept.Contact : LastContact.Never;
}
