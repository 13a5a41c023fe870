using PolicyProxy.Policy;
using PolicyProxy.Windows;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>Keeps in Redis which sends count in a conversation: a list of their times in Unix milliseconds, which one script changes in one step.</summary>
internal static class RedisSends
{
    private static readonly RedisScript CountSend = new("count-send.lua");

    /// <summary>Counts a send, unless there are as many as may be.</summary>
    /// <exception cref="WindowStoreException">No gateway wrote what is stored.</exception>
    public static async Task<bool> TryCountAsync(IDatabase database, CountedSend send, int most) => (int)await CountSend.RunAsync(
        database,
        [RedisKeys.Sends(send.Conversation)],
        send.LastContact.ToUnixTimeMilliseconds(), send.Time.ToUnixTimeMilliseconds(), send.KeepUntil.ToUnixTimeMilliseconds(), most) switch
    {
        < 0 => throw StoredWindow.Unreadable(send.Conversation),
        var counted => counted == 1,
    };

    /// <summary>Takes back the count of a send.</summary>
    public static Task<long> UncountAsync(IDatabase database, CountedSend send) =>
        database.ListRemoveAsync(RedisKeys.Sends(send.Conversation), send.Time.ToUnixTimeMilliseconds(), 1, CommandFlags.DemandMaster);

    /// <summary>How many are counted since a time.</summary>
    /// <exception cref="WindowStoreException">No gateway wrote what is stored.</exception>
    public static async Task<int> FindAsync(IDatabase database, ConversationId conversation, DateTimeOffset since)
    {
        var times = await database.ListRangeAsync(RedisKeys.Sends(conversation), 0, -1, CommandFlags.DemandMaster);
        return times.Count(time => (RedisWindowStore.Number(time) ?? throw StoredWindow.Unreadable(conversation)) >= since.ToUnixTimeMilliseconds());
    }

    /// <summary>Takes away what was sent up to an erasure, and what no gateway wrote.</summary>
    public static Task ForgetAsync(IDatabase database, ConversationId conversation, DateTimeOffset time) =>
        CountSend.RunAsync(database, [RedisKeys.Sends(conversation)], time.ToUnixTimeMilliseconds() + 1, 0, 0, 0);
}
