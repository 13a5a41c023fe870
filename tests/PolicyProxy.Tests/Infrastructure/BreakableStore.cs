using System.Collections.Concurrent;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A real store that a test can take away or hold up.</summary>
internal sealed class BreakableStore(IWindowStore store) : IWindowStore
{
    private int _looks;
    private int _taken;

    public bool IsBroken { get; set; }

    /// <summary>What recording waits for.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    public async Task RecordAsync(IReadOnlyList<WindowRecord> records, CancellationToken cancellationToken = default)
    {
        await Hold;
        await Working().RecordAsync(records, cancellationToken);
    }

    /// <summary>How often a contact was looked up.</summary>
    public int Finds { get; private set; }

    public Task<LastContact> FindAsync(ConversationId conversation, CancellationToken cancellationToken = default)
    {
        Finds++;
        return Working().FindAsync(conversation, cancellationToken);
    }

    public Task ForgetAsync(
        ConversationId conversation, DateTimeOffset time, DateTimeOffset keepUntil, CancellationToken cancellationToken = default) =>
        Working().ForgetAsync(conversation, time, keepUntil, cancellationToken);

    /// <summary>How often a send was to be counted.</summary>
    public int Counts { get; private set; }

    public Task<bool> TryCountSendAsync(CountedSend send, int most, CancellationToken cancellationToken = default)
    {
        Counts++;
        return Working().TryCountSendAsync(send, most, cancellationToken);
    }

    public Task UncountSendAsync(CountedSend send, CancellationToken cancellationToken = default) =>
        Working().UncountSendAsync(send, cancellationToken);

    public Task<int> FindSendsAsync(ConversationId conversation, DateTimeOffset since, CancellationToken cancellationToken = default) =>
        Working().FindSendsAsync(conversation, since, cancellationToken);

    /// <summary>The channels that were made known.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> FirstSeen { get; } = new();

    public async Task<DateTimeOffset> FirstSeenAsync(string channel, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        FirstSeen[channel] = await Working().FirstSeenAsync(channel, now, cancellationToken);

    /// <summary>How often the gateway has looked what is due.</summary>
    public int Looks => _looks;

    /// <summary>How many conversations were taken as due, and the gateway has not said yet how they go on.</summary>
    public int Taken => _taken;

    public async Task<IReadOnlyList<ConversationId>> TakeDueAsync(
        string channel, DateTimeOffset now, DateTimeOffset again, int most, CancellationToken cancellationToken = default)
    {
        var due = await Working().TakeDueAsync(channel, now, again, most, cancellationToken);
        Interlocked.Add(ref _taken, due.Count);
        Interlocked.Increment(ref _looks);
        return due;
    }

    public async Task SetDueAsync(ConversationId conversation, DateTimeOffset again, DateTimeOffset? due, CancellationToken cancellationToken = default)
    {
        await Working().SetDueAsync(conversation, again, due, cancellationToken);
        Interlocked.Decrement(ref _taken);
    }

    public Task<int> SeedDueAsync(string channel, TimeSpan notifyAfter, TimeSpan window, CancellationToken cancellationToken = default) =>
        Working().SeedDueAsync(channel, notifyAfter, window, cancellationToken);

    public Task PingAsync(CancellationToken cancellationToken = default) => Working().PingAsync(cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    public Task TieAsync(IReadOnlyList<ContactTie> ties, CancellationToken cancellationToken = default) =>
        Working().TieAsync(ties, cancellationToken);

    public Task<IReadOnlyList<string>> FindTiesAsync(ConversationId conversation, CancellationToken cancellationToken = default) =>
        Working().FindTiesAsync(conversation, cancellationToken);

    private IWindowStore Working() => IsBroken ? throw new WindowStoreException("The store is away.") : store;
}
