using PolicyProxy.Policy;
using PolicyProxy.Windows;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>Keeps in Redis when somebody is to be told of conversations: a sorted set a channel, of <c>{account}:{contact}</c> by Unix milliseconds.</summary>
internal static class RedisDue
{
    // Longer than the longest window: a channel that tells nobody any more leaves nothing behind.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(32);

    private static readonly RedisScript TakeDue = new("take-due.lua");
    private static readonly RedisScript SetDue = new("set-due.lua");

    /// <summary>Says when somebody is to be told of conversations that were recorded.</summary>
    public static Task AddAsync(IDatabase database, IReadOnlyList<WindowRecord> records) => Task.WhenAll(
        from record in records
        where record.NotifyAt is not null
        group record by record.Conversation.Channel into ofChannel
        select AddAsync(database, RedisKeys.Due(ofChannel.Key), [.. ofChannel.Select(Entry)]));

    /// <summary>Says the same of conversations of a channel of which it is not said as yet; answers how many that were.</summary>
    public static async Task<int> SeedAsync(IDatabase database, string channel, List<WindowRecord> records)
    {
        var key = RedisKeys.Due(channel);
        object[] words = [key, "NX", .. records.SelectMany(record => new object[] { record.NotifyAt!.Value.ToUnixTimeMilliseconds(), (string)Member(record.Conversation)! })];
        var adding = database.ExecuteAsync("ZADD", words, CommandFlags.DemandMaster);
        await Task.WhenAll(adding, database.KeyExpireAsync(key, Kept, CommandFlags.DemandMaster));
        return (int)await adding;
    }

    /// <summary>Takes what is due.</summary>
    public static async Task<IReadOnlyList<ConversationId>> TakeAsync(IDatabase database, string channel, DateTimeOffset now, DateTimeOffset again, int most)
    {
        var taken = (string?[]?)await TakeDue.RunAsync(database, [RedisKeys.Due(channel)], now.ToUnixTimeMilliseconds(), StoredWindow.Taken(again), most);
        return [.. from member in taken ?? [] let parts = member?.Split(':', 2) where parts?.Length == 2 select new ConversationId(channel, parts[0], parts[1])];
    }

    /// <summary>Says when a conversation that was taken is due next; null takes it away.</summary>
    public static Task<RedisResult> SetAsync(IDatabase database, ConversationId conversation, DateTimeOffset again, DateTimeOffset? due) => SetDue.RunAsync(
        database,
        [RedisKeys.Due(conversation.Channel)],
        Member(conversation), StoredWindow.Taken(again), due is { } time ? time.ToUnixTimeMilliseconds() : RedisValue.EmptyString);

    private static Task AddAsync(IDatabase database, RedisKey key, SortedSetEntry[] entries) => Task.WhenAll(
        database.SortedSetAddAsync(key, entries, CommandFlags.DemandMaster),
        database.KeyExpireAsync(key, Kept, CommandFlags.DemandMaster));

    private static SortedSetEntry Entry(WindowRecord record) => new(Member(record.Conversation), record.NotifyAt!.Value.ToUnixTimeMilliseconds());

    private static RedisValue Member(ConversationId conversation) => $"{conversation.Account}:{conversation.Contact}";
}
