using PolicyProxy.Policy;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>What Redis tells by itself: that it was emptied, and what other gateways erased.</summary>
/// <param name="epochs">Where it is kept which Redis this is; null where that is not to outlive the process.</param>
/// <param name="time">The clock.</param>
internal sealed class RedisNews(EpochFile? epochs, TimeProvider time) : IStoreNews
{
    /// <summary>How long erasures can be looked up.</summary>
    public static readonly TimeSpan ErasuresKept = TimeSpan.FromDays(1);

    // A server that takes over may have a clock that is behind.
    private const double OverlapMilliseconds = 30_000;

    private static readonly TimeSpan ToldAgain = TimeSpan.FromSeconds(15);

    private string? _epoch = epochs?.Read();
    private long _epochSince = time.GetTimestamp();
    private bool _isKept;
    private double _lastErasure;
    private long? _lastLook;

    /// <inheritdoc/>
    public event Action<string>? Doubted;

    /// <inheritdoc/>
    public event Action<string>? Emptied;

    /// <inheritdoc/>
    public event Action<ConversationId, DateTimeOffset>? Erased;

    /// <inheritdoc/>
    public event Action? ErasuresMissed;

    /// <summary>Redis may have lost what it was told.</summary>
    public void Doubt(string reason) => Doubted?.Invoke(reason);

    /// <summary>Listens for erasures, which costs nothing and tells of them at once.</summary>
    public Task ListenAsync(IConnectionMultiplexer connection) =>
        connection.GetSubscriber().SubscribeAsync(new RedisChannel(RedisKeys.Erasures, RedisChannel.PatternMode.Literal), (_, erasure) => TakeIn(erasure));

    /// <summary>Which Redis it was when this gateway last looked; null before that.</summary>
    public string? Epoch => Volatile.Read(ref _epoch);

    /// <summary>Whether Redis still is the one it was; tells otherwise that it was emptied.</summary>
    /// <param name="known">Which it was known to be when it was asked: an answer to that knows nothing of what was found out since.</param>
    /// <param name="epoch">Which it says it is.</param>
    public bool Recognizes(string? known, RedisValue epoch)
    {
        if (known is null || known == epoch) return true;
        Emptied?.Invoke("Redis was emptied, or lost its data in a restart.");
        return false;
    }

    /// <summary>Looks whether Redis was emptied, and what was erased since the last time.</summary>
    public async Task LookAsync(IDatabase database)
    {
        // It writes nothing where something is, and fails all the same where Redis takes no writes.
        var begun = database.StringSetAsync(RedisKeys.Epoch, $"{Guid.NewGuid():N}", null, When.NotExists, CommandFlags.DemandMaster);
        var epoch = database.StringGetAsync(RedisKeys.Epoch, CommandFlags.DemandMaster);
        var erasures = database.SortedSetRangeByScoreWithScoresAsync(
            RedisKeys.Erasures, _lastErasure - OverlapMilliseconds, flags: CommandFlags.DemandMaster);
        await Task.WhenAll(begun, epoch, erasures);

        Remember(await epoch);
        var now = time.GetTimestamp();
        if (_lastLook is { } last && time.GetElapsedTime(last, now) > ErasuresKept / 2) ErasuresMissed?.Invoke();
        _lastLook = now;
        foreach (var erasure in await erasures)
        {
            _lastErasure = Math.Max(_lastErasure, erasure.Score);
            TakeIn(erasure.Element);
        }
    }

    private void Remember(string? epoch)
    {
        Recognizes(_epoch, epoch);
        if (epoch != _epoch) (_epochSince, _isKept) = (time.GetTimestamp(), false);

        // Not before Redis has been told again what it lost: a gateway that ends in between is to doubt it at its next start, too.
        if (epoch is not null && !_isKept && time.GetElapsedTime(_epochSince) > ToldAgain) _isKept = epochs?.TryWrite(epoch) ?? true;
        _epoch = epoch;
    }

    private void TakeIn(string? text)
    {
        if (RedisKeys.ReadErasure(text) is { } erasure) Erased?.Invoke(erasure.Conversation, erasure.Time);
    }
}
