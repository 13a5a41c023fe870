using System.Globalization;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>What both stores keep in the same form: which records, under which ids, as which numbers.</summary>
internal static class StoredWindow
{
    // Of more conversations in one call than that, no line of the log names all.
    private const int MostTold = 10;

    /// <summary>The last millisecond a clock can show: no larger number is a time.</summary>
    public static readonly long MaxMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The records that still matter at <paramref name="now"/>.</summary>
    /// <exception cref="ArgumentException">An id that could reach another conversation's key.</exception>
    public static List<WindowRecord> Live(IReadOnlyList<WindowRecord> records, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(records);
        var live = new List<WindowRecord>(records.Count);
        foreach (var record in records)
        {
            ThrowIfUnusable(record.Conversation);
            // Times before 1970 have the sign of an erasure; no client wrote then.
            if (record.KeepUntil > now && record.Time >= DateTimeOffset.UnixEpoch) live.Add(record);
        }

        return live;
    }

    /// <summary>Refuses an id that could reach another conversation's key.</summary>
    /// <remarks>Ids are validated long before; here the boundary between the parts of a key is kept, come what may.</remarks>
    public static void ThrowIfUnusable(ConversationId conversation)
    {
        ThrowIfUnusable(conversation.Channel);
        ArgumentException.ThrowIfNullOrEmpty(conversation.Contact, nameof(conversation));
        ArgumentNullException.ThrowIfNull(conversation.Account, nameof(conversation));
        if (conversation.Account.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException("An account holds no colon.", nameof(conversation));
    }

    /// <summary>Refuses a channel name that could reach another channel's keys.</summary>
    public static void ThrowIfUnusable(string channel)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        if (channel.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException("A channel's name holds no colon.", nameof(channel));
    }

    /// <summary>Reads the stored last contact of a conversation.</summary>
    /// <exception cref="WindowStoreException">No gateway wrote this.</exception>
    public static LastContact Read(long? stored, ConversationId conversation) => TryRead(stored) ?? throw Unreadable(conversation);

    /// <summary>Reads a stored last contact; null when no gateway wrote this.</summary>
    public static LastContact? TryRead(long? stored) =>
        stored is { } number && LastContact.TryFromStored(number, out var contact) ? contact : null;

    /// <summary>Reads the time a channel was first seen.</summary>
    /// <exception cref="WindowStoreException">No gateway wrote this.</exception>
    public static DateTimeOffset ReadFirstSeen(long? stored, string channel) => TryRead(stored)?.Time ?? throw new WindowStoreException(
        $"The store holds something that no gateway wrote as the time at which it first saw the channel {channel}: delete that in the store.")
    {
        IsOfOneKey = true,
        Channel = channel,
    };

    /// <summary>When a conversation that was taken is due again, as it is stored: between two milliseconds, where no record is due.</summary>
    public static double Taken(DateTimeOffset again) => again.ToUnixTimeMilliseconds() - 0.5;

    /// <summary>A number in the form every store and script reads.</summary>
    public static string Text(long milliseconds) => milliseconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>The stored form of the ids that one is tied to; no id holds a space.</summary>
    public static string Ties(IReadOnlyList<string> others) => string.Join(' ', others);

    /// <summary>Reads the stored form of ties.</summary>
    public static IReadOnlyList<string> ReadTies(string? stored) => stored?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Something is there of a conversation that no gateway wrote; it is left as it is.</summary>
    public static WindowStoreException Unreadable(ConversationId conversation) => new(
        $"The store holds something of {conversation.Masked} that no gateway wrote: DELETE /windows/{{channel}}/{{contact}} on the administrator's listener repairs that, or deleting its key in the store.")
    {
        IsOfOneKey = true,
        Channel = conversation.Channel,
    };

    /// <summary>Some of a call's records were not kept, though the others were.</summary>
    /// <param name="records">Those that were not.</param>
    /// <param name="all">How many there were in all.</param>
    /// <param name="failures">What each failed of.</param>
    public static WindowStoreException NotKept(IReadOnlyList<WindowRecord> records, int all, IReadOnlyList<WindowStoreException> failures)
    {
        var worst = failures.FirstOrDefault(failure => !failure.IsOfOneKey) ?? failures[0];
        var told = worst.IsOfOneKey ? failures.Select(failure => failure.Message).Distinct().Take(MostTold) : [worst.Message];
        return new($"Records that were not kept: {records.Count} of {all}. {string.Join(' ', told)}", worst) { NotKept = records, IsOfOneKey = worst.IsOfOneKey, Channel = worst.Channel };
    }
}
