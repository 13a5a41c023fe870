using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>A store that answers what is supposed, or what another one says, and only notes what it is given to keep.</summary>
/// <param name="supposed">What is known of every client.</param>
/// <param name="asked">The store that is asked instead; null to suppose.</param>
internal sealed class SupposedStore(LastContact supposed, IWindowStore? asked = null) : IWindowStore
{
    private readonly List<WindowRecord> _records = [];

    /// <summary>What it was given to keep.</summary>
    public IReadOnlyList<WindowRecord> Records => _records;

    public Task RecordAsync(IReadOnlyList<WindowRecord> records, CancellationToken cancellationToken = default)
    {
        _records.AddRange(records);
        return Task.CompletedTask;
    }

    public Task<LastContact> FindAsync(ConversationId conversation, CancellationToken cancellationToken = default) =>
        asked?.FindAsync(conversation, cancellationToken) ?? Task.FromResult(supposed);

    /// <summary>Whether it would be counted.</summary>
    public async Task<bool> TryCountSendAsync(CountedSend send, int most, CancellationToken cancellationToken = default) =>
        await FindSendsAsync(send.Conversation, send.LastContact, cancellationToken) < most;

    public Task UncountSendAsync(CountedSend send, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<int> FindSendsAsync(ConversationId conversation, DateTimeOffset since, CancellationToken cancellationToken = default) =>
        asked?.FindSendsAsync(conversation, since, cancellationToken) ?? Task.FromResult(0);

    public Task<IReadOnlyList<string>> FindTiesAsync(ConversationId conversation, CancellationToken cancellationToken = default) =>
        asked?.FindTiesAsync(conversation, cancellationToken) ?? Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Long ago: to ask would make the channel known.</summary>
    public Task<DateTimeOffset> FirstSeenAsync(string channel, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        Task.FromResult(DateTimeOffset.UnixEpoch);

    public Task ForgetAsync(
        ConversationId conversation, DateTimeOffset time, DateTimeOffset keepUntil, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task TieAsync(IReadOnlyList<ContactTie> ties, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<IReadOnlyList<ConversationId>> TakeDueAsync(
        string channel, DateTimeOffset now, DateTimeOffset again, int most, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<ConversationId>>([]);

    public Task SetDueAsync(ConversationId conversation, DateTimeOffset again, DateTimeOffset? due, CancellationToken cancellationToken = default) =>
        Task.CompletedTask;

    public Task<int> SeedDueAsync(string channel, TimeSpan notifyAfter, TimeSpan window, CancellationToken cancellationToken = default) => Task.FromResult(0);

    public Task PingAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public ValueTask DisposeAsync() => default;
}
