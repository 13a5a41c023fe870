using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PolicyProxy.Policy;
using PolicyProxy.Windows;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>Keeps last contacts in Redis, where any number of gateways share them.</summary>
/// <remarks>
/// One string key a conversation, <c>policyproxy:window:{channel}:{account}:{contact}</c>, with the number of
/// <see cref="LastContact.ToStored"/>; beside it <c>policyproxy:ties:...</c> with the contact's other ids, where there are some,
/// <c>policyproxy:sends:...</c> with the times of the latest sends, where the platform takes only so many,
/// and <c>policyproxy:due:{channel}</c> with the conversations of which somebody is to be told. What
/// several callers ask at a time goes in one trip, except in a Redis Cluster, where every key can be on another server. Masters are read.
/// </remarks>
internal sealed class RedisWindowStore : IListedWindowStore
{
    private static readonly RedisScript ForgetContact = new("forget-contact.lua");
    private static readonly RedisScript AnnounceErasure = new("announce-erasure.lua");

    // A page of one's own keys can be far apart among those of others.
    private static readonly TimeSpan LeisureLimit = TimeSpan.FromMinutes(1);

    private readonly RedisConnection _connection;
    private readonly RedisFailure _failure;
    private readonly RedisNews _news;
    private readonly TimeSpan _operationTimeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly GatheredCalls<RedisKey, RedisValue> _reads;
    private readonly GatheredCalls<List<WindowRecord>, bool> _records;

    private RedisWindowStore(ConfigurationOptions options, TimeSpan operationTimeout, TimeProvider time, ILogger logger, string? memoryFolder)
    {
        (_operationTimeout, _time, _logger) = (operationTimeout, time, logger);
        // For what can only be asked so that a thread waits: the keys there are.
        options.SyncTimeout = Math.Max(options.SyncTimeout, (int)operationTimeout.TotalMilliseconds);
        _failure = new(options.Password);
        _news = new(memoryFolder is null ? null : new(memoryFolder), time);
        _connection = new(options, time, _news.Doubt, PrepareAsync);
        var (reads, records) = (new RedisReads(_connection, _news), new RedisRecords(_connection, _failure));
        _reads = new((calls, left) => DoAsync(database => reads.ReadAsync(database, calls), left, CancellationToken.None), operationTimeout);
        _records = new((calls, left) => DoAsync(database => records.RecordAsync(database, calls), left, CancellationToken.None), operationTimeout);
    }

    /// <summary>What Redis tells by itself.</summary>
    internal IStoreNews News => _news;

    /// <summary>Begins to connect, and does not wait for it: Redis may come up later.</summary>
    /// <param name="connectionString">In StackExchange.Redis syntax, for example <c>localhost:6379,password=...</c>.</param>
    /// <param name="operationTimeout">How long a call may take.</param>
    /// <param name="time">The clock by which records that no longer matter are left out.</param>
    /// <param name="logger">Is told what an operator should change about Redis; null for nobody.</param>
    /// <param name="memoryFolder">Where it is kept which Redis this is, so that the next start sees whether it was emptied; null for nowhere.</param>
    /// <exception cref="WindowStoreException">The connection string cannot be read; the message does not repeat it.</exception>
    public static RedisWindowStore Create(
        string connectionString, TimeSpan operationTimeout, TimeProvider time, ILogger? logger = null, string? memoryFolder = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new(RedisConnection.Parse(connectionString), operationTimeout, time, logger ?? NullLogger.Instance, memoryFolder);
    }

    /// <inheritdoc/>
    public Task RecordAsync(IReadOnlyList<WindowRecord> records, CancellationToken cancellationToken = default)
    {
        var live = StoredWindow.Live(records, _time.GetUtcNow());
        if (live.Count == 0) return Task.CompletedTask;
        return _connection.IsCluster ? _records.AskAloneAsync(live, cancellationToken) : _records.AskAsync(live, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<LastContact> FindAsync(ConversationId conversation, CancellationToken cancellationToken = default)
    {
        var stored = await ReadAsync(RedisKeys.Window(conversation), cancellationToken);
        return stored.IsNull ? LastContact.Never : StoredWindow.Read(Number(stored), conversation);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(
        ConversationId conversation, DateTimeOffset time, DateTimeOffset keepUntil, CancellationToken cancellationToken = default)
    {
        var key = RedisKeys.Window(conversation);
        return AskAsync(
            async database =>
            {
                await ForgetContact.RunAsync(database, [key], time.ToUnixTimeMilliseconds(), keepUntil.ToUnixTimeMilliseconds());
                await RedisSends.ForgetAsync(database, conversation, time);
                return await AnnounceErasure.RunAsync(
                    database, [RedisKeys.Erasures], RedisKeys.Erasure(conversation, time), (long)RedisNews.ErasuresKept.TotalMilliseconds);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> TryCountSendAsync(CountedSend send, int most, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(send.Conversation);
        return AskAsync(database => RedisSends.TryCountAsync(database, send, most), cancellationToken);
    }

    /// <inheritdoc/>
    public Task UncountSendAsync(CountedSend send, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(send.Conversation);
        return AskAsync(database => RedisSends.UncountAsync(database, send), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> FindSendsAsync(ConversationId conversation, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(conversation);
        return AskAsync(database => RedisSends.FindAsync(database, conversation, since), cancellationToken);
    }

    /// <inheritdoc/>
    public Task TieAsync(IReadOnlyList<ContactTie> ties, CancellationToken cancellationToken = default) =>
        AskAsync(database => Task.WhenAll(ties.Select(tie => TieAsync(database, tie))), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> FindTiesAsync(ConversationId conversation, CancellationToken cancellationToken = default) =>
        StoredWindow.ReadTies(await ReadAsync(RedisKeys.Ties(conversation), cancellationToken));

    /// <inheritdoc/>
    public Task<DateTimeOffset> FirstSeenAsync(string channel, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        var key = RedisKeys.Channel(channel);
        return AskAsync(
            async database =>
            {
                var seen = StoredWindow.Text(now.ToUnixTimeMilliseconds());
                var set = database.StringSetAsync(key, seen, null, When.NotExists, CommandFlags.DemandMaster);
                var get = database.StringGetAsync(key, CommandFlags.DemandMaster);
                await Task.WhenAll(set, get);
                return StoredWindow.ReadFirstSeen(Number(await get), channel);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationId>> TakeDueAsync(
        string channel, DateTimeOffset now, DateTimeOffset again, int most, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(channel);
        return AskAsync(database => RedisDue.TakeAsync(database, channel, now, again, most), cancellationToken);
    }

    /// <inheritdoc/>
    public Task SetDueAsync(ConversationId conversation, DateTimeOffset again, DateTimeOffset? due, CancellationToken cancellationToken = default)
    {
        StoredWindow.ThrowIfUnusable(conversation);
        return AskAsync(database => RedisDue.SetAsync(database, conversation, again, due), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> SeedDueAsync(string channel, TimeSpan notifyAfter, TimeSpan window, CancellationToken cancellationToken = default) => DueSeed.RunAsync(
        ListAsync(channel, cancellationToken), notifyAfter, window, _time,
        records => AskAtLeisureAsync(database => RedisDue.SeedAsync(database, channel, records), cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredContact> ListAsync(string? channel = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var listing in await AskAtLeisureAsync(database => RedisListing.OpenAllAsync(database, _connection.IsCluster, channel), cancellationToken))
        {
            using (listing)
            {
                while (await AskAtLeisureAsync(_ => listing.NextAsync(), cancellationToken) is { } page)
                {
                    foreach (var contact in page) yield return contact;
                }
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Takes in, too, what other gateways have erased, and whether Redis was emptied.</remarks>
    public Task PingAsync(CancellationToken cancellationToken = default) =>
        DoAsync(_news.LookAsync, _operationTimeout, cancellationToken);

    /// <summary>Closes the connection; what is under way fails.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private Task<bool> TieAsync(IDatabase database, ContactTie tie)
    {
        var key = RedisKeys.Ties(tie.Conversation);
        var lifetime = tie.KeepUntil - _time.GetUtcNow();
        return tie.Others.Count == 0 || lifetime <= TimeSpan.Zero
            ? database.KeyDeleteAsync(key, CommandFlags.DemandMaster)
            : database.StringSetAsync(key, StoredWindow.Ties(tie.Others), lifetime, When.Always, CommandFlags.DemandMaster);
    }

    private Task<RedisValue> ReadAsync(RedisKey key, CancellationToken cancellationToken) =>
        _connection.IsCluster ? _reads.AskAloneAsync(key, cancellationToken) : _reads.AskAsync(key, cancellationToken);

    private Task<bool> DoAsync(Func<IDatabase, Task> act, TimeSpan limit, CancellationToken cancellationToken) =>
        AskAsync(
            async database =>
            {
                await act(database);
                return true;
            },
            limit,
            cancellationToken);

    private Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken) =>
        AskAsync(ask, _operationTimeout, cancellationToken);

    private async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await StoreCall.WithinAsync(CallAsync(ask), limit, cancellationToken);
            _connection.Answered();
            return answer;
        }
        catch (WindowStoreException error) when (!error.IsOfOneKey)
        {
            _connection.Failed();
            _news.Doubt(error.Message);
            throw;
        }
    }

    // What goes through everything has time, and that it fails is no sign that Redis has lost something.
    private Task<T> AskAtLeisureAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken) =>
        StoreCall.WithinAsync(CallAsync(ask), LeisureLimit, cancellationToken);

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

    private async Task PrepareAsync(IConnectionMultiplexer connection)
    {
        try
        {
            await _news.ListenAsync(connection);
            var memory = (string?)await connection.GetDatabase().ExecuteAsync("INFO", "memory") ?? "";
            var policy = memory.Split('\n').FirstOrDefault(line => line.StartsWith("maxmemory_policy:", StringComparison.Ordinal))?.Split(':')[1].Trim();
            if (policy is not (null or "noeviction")) Log.EvictionPolicy(_logger, policy);
        }
        catch (Exception error) when (RedisFailure.IsOne(error))
        {
            // Away already, or it does not tell: erasures are looked up all the same.
        }
    }

    /// <summary>Reads a number; null for what is none.</summary>
    internal static long? Number(RedisValue stored) =>
        long.TryParse((byte[]?)stored, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
