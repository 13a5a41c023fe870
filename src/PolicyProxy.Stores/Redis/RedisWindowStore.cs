using System.Globalization;
using PolicyProxy.Policy;
using PolicyProxy.Windows;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>Keeps last contacts in Redis, where any number of gateways share them.</summary>
/// <remarks>
/// One string key a conversation, <c>policyproxy:window:{channel}:{account}:{contact}</c>, with the number of
/// <see cref="LastContact.ToStored"/>; beside it <c>policyproxy:ties:...</c> with the contact's other ids, where there are some. Every command has one key, as Redis Cluster wants it; masters are read.
/// </remarks>
public sealed class RedisWindowStore : IWindowStore
{
    private static readonly RedisScript RecordContact = new("record-contact.lua");
    private static readonly RedisScript ForgetContact = new("forget-contact.lua");

    private readonly RedisConnection _connection;
    private readonly RedisFailure _failure;
    private readonly TimeSpan _operationTimeout;
    private readonly TimeProvider _time;

    private RedisWindowStore(ConfigurationOptions options, TimeSpan operationTimeout, TimeProvider time)
    {
        (_operationTimeout, _time) = (operationTimeout, time);
        _failure = new(options.Password);
        _connection = new(options, time);
    }

    /// <summary>Begins to connect, and does not wait for it: Redis may come up later.</summary>
    /// <param name="connectionString">In StackExchange.Redis syntax, for example <c>localhost:6379,password=...</c>.</param>
    /// <param name="operationTimeout">How long a call may take.</param>
    /// <param name="time">The clock by which records that no longer matter are left out.</param>
    /// <exception cref="WindowStoreException">The connection string cannot be read; the message does not repeat it.</exception>
    public static RedisWindowStore Create(string connectionString, TimeSpan operationTimeout, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new(RedisConnection.Parse(connectionString), operationTimeout, time);
    }

    /// <inheritdoc/>
    public Task RecordAsync(IReadOnlyList<WindowRecord> records, CancellationToken cancellationToken = default)
    {
        var live = StoredWindow.Live(records, _time.GetUtcNow());
        return live.Count == 0 ? Task.CompletedTask : AskAsync(database => RecordAsync(database, live), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<LastContact> FindAsync(ConversationId conversation, CancellationToken cancellationToken = default)
    {
        var key = WindowKey(conversation);
        return AskAsync(
            async database =>
            {
                var stored = await database.StringGetAsync(key, CommandFlags.DemandMaster);
                return stored.IsNull ? LastContact.Never : StoredWindow.Read(Number(stored));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(
        ConversationId conversation, DateTimeOffset time, DateTimeOffset keepUntil, CancellationToken cancellationToken = default)
    {
        var key = WindowKey(conversation);
        return AskAsync(
            database => ForgetContact.RunAsync(database, key, time.ToUnixTimeMilliseconds(), keepUntil.ToUnixTimeMilliseconds()),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task TieAsync(IReadOnlyList<ContactTie> ties, CancellationToken cancellationToken = default) =>
        AskAsync(database => Task.WhenAll(ties.Select(tie => TieAsync(database, tie))), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindTiesAsync(ConversationId conversation, CancellationToken cancellationToken = default)
    {
        var key = TiesKey(conversation);
        return AskAsync(
            async database => StoredWindow.ReadTies(await database.StringGetAsync(key, CommandFlags.DemandMaster)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset> FirstSeenAsync(string channel, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(channel);
        RedisKey key = $"policyproxy:channel:{channel}";
        return AskAsync(
            async database =>
            {
                var seen = StoredWindow.Text(now.ToUnixTimeMilliseconds());
                var set = database.StringSetAsync(key, seen, null, When.NotExists, CommandFlags.DemandMaster);
                var get = database.StringGetAsync(key, CommandFlags.DemandMaster);
                await Task.WhenAll(set, get);
                return StoredWindow.ReadFirstSeen(Number(await get));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancellationToken = default) =>
        AskAsync(database => database.PingAsync(CommandFlags.DemandMaster), cancellationToken);

    /// <summary>Closes the connection; what is under way fails.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<bool> RecordAsync(IDatabase database, List<WindowRecord> records)
    {
        // All are on their way before the first is awaited.
        var outcomes = await Task.WhenAll(records.ConvertAll(record => RecordAsync(database, record)));
        var failures = outcomes.OfType<WindowStoreException>().ToList();
        return failures.Count == 0 ? true : throw StoredWindow.NotKept(failures.Count, records.Count, failures[0]);
    }

    private async Task<WindowStoreException?> RecordAsync(IDatabase database, WindowRecord record)
    {
        var (key, time, expires) = (WindowKey(record.Conversation), LastContact.At(record.Time), record.KeepUntil);
        try
        {
            var kept = await RecordContact.RunAsync(database, key, time.ToStored(), expires.ToUnixTimeMilliseconds());
            return kept == 1 ? null : StoredWindow.Unreadable();
        }
        catch (Exception error) when (RedisFailure.IsOne(error))
        {
            return _failure.Describe(error);
        }
    }

    private Task<bool> TieAsync(IDatabase database, ContactTie tie)
    {
        var key = TiesKey(tie.Conversation);
        var lifetime = tie.KeepUntil - _time.GetUtcNow();
        return tie.Others.Count == 0 || lifetime <= TimeSpan.Zero
            ? database.KeyDeleteAsync(key, CommandFlags.DemandMaster)
            : database.StringSetAsync(key, StoredWindow.Ties(tie.Others), lifetime, When.Always, CommandFlags.DemandMaster);
    }

    private async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await StoreCall.WithinAsync(CallAsync(ask), _operationTimeout, cancellationToken);
            _connection.Answered();
            return answer;
        }
        catch (WindowStoreException error) when (error.InnerException is TimeoutException)
        {
            _connection.Unanswered();
            throw;
        }
    }

    private async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> ask)
    {
        try
        {
            return await ask(await _connection.DatabaseAsync());
        }
        catch (Exception error) when (RedisFailure.IsOne(error))
        {
            throw _failure.Describe(error);
        }
    }

    private static RedisKey WindowKey(ConversationId conversation)
    {
        StoredWindow.ThrowIfUnusable(conversation);
        return $"policyproxy:window:{conversation.Channel}:{conversation.Account}:{conversation.Contact}";
    }

    private static RedisKey TiesKey(ConversationId conversation)
    {
        StoredWindow.ThrowIfUnusable(conversation);
        return $"policyproxy:ties:{conversation.Channel}:{conversation.Account}:{conversation.Contact}";
    }

    private static long? Number(RedisValue stored) =>
        long.TryParse((string?)stored, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
