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

    /// <summary>Adds the conversations of which somebody is to be told; a due time that is there stays.</summary>
    public static Task AddAsync(IDatabase database, IReadOnlyList<WindowRecord> records) => Task.WhenAll(
        from record in records
        where record.NotifyAt is not null
        group record by record.Conversation.Channel into ofChannel
        select AddAsync(database, RedisKeys.Due(ofChannel.Key), [.. ofChannel.Select(Entry)]));

    /// <summary>Takes what is due.</summary>
    public static async Task<IReadOnlyList<ConversationId>> TakeAsync(IDatabase database, string channel, DateTimeOffset now, DateTimeOffset again, int most)
    {
        var taken = (string[]?)await TakeDue.RunAsync(database, [RedisKeys.Due(channel)], now.ToUnixTimeMilliseconds(), again.ToUnixTimeMilliseconds(), most);
        return [.. from member in taken ?? [] let parts = member.Split(':', 2) where parts.Length == 2 select new ConversationId(channel, parts[0], parts[1])];
    }

    /// <summary>Says when a conversation is due next; null takes it away.</summary>
    public static Task<bool> SetAsync(IDatabase database, ConversationId conversation, DateTimeOffset? due)
    {
        var key = RedisKeys.Due(conversation.Channel);

        // Only where it still is: who was slow does not bring back what another has brought to its end.
        return due is { } time
            ? database.SortedSetAddAsync(key, Member(conversation), time.ToUnixTimeMilliseconds(), When.Exists, CommandFlags.DemandMaster)
            : database.SortedSetRemoveAsync(key, Member(conversation), CommandFlags.DemandMaster);
    }

    private static Task AddAsync(IDatabase database, RedisKey key, SortedSetEntry[] entries) => Task.WhenAll(
        database.SortedSetAddAsync(key, entries, When.NotExists, CommandFlags.DemandMaster),
        database.KeyExpireAsync(key, Kept, CommandFlags.DemandMaster));

    private static SortedSetEntry Entry(WindowRecord record) => new(Member(record.Conversation), record.NotifyAt!.Value.ToUnixTimeMilliseconds());

    private static RedisValue Member(ConversationId conversation) => $"{conversation.Account}:{conversation.Contact}";
}
