using System.Globalization;
using PolicyProxy.Policy;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>What is kept in Redis under which key.</summary>
internal static class RedisKeys
{
    /// <summary>
    /// A random text that the first gateway puts there and nobody changes: when it is gone, so is the rest.
    /// </summary>
    public const string Epoch = "policyproxy:epoch";

    /// <summary>The erasures of the last day, by the server's time; also the name of the channel they are published on.</summary>
    public const string Erasures = "policyproxy:erasures";

    /// <summary>A conversation's last contact, as the number of <see cref="LastContact.ToStored"/>.</summary>
    public static RedisKey Window(ConversationId conversation) => Key("window", conversation);

    /// <summary>What the keys of all conversations match, or of those of one channel.</summary>
    public static string Windows(string? channel)
    {
        if (channel is not null) StoredWindow.ThrowIfUnusable(channel);
        return channel is null ? "policyproxy:window:*" : $"policyproxy:window:{channel}:*";
    }

    /// <summary>Of which conversation a key holds the last contact or the other ids; null when it is the key of something else.</summary>
    public static ConversationId? ReadConversation(string? key) =>
        key?.Split(':', 5) is ["policyproxy", "window" or "ties", { Length: > 0 } channel, var account, { Length: > 0 } contact]
            ? new(channel, account, contact)
            : null;

    /// <summary>The other ids of a contact.</summary>
    public static RedisKey Ties(ConversationId conversation) => Key("ties", conversation);

    /// <summary>The times of those sends of a conversation that count, where the platform takes only so many.</summary>
    public static RedisKey Sends(ConversationId conversation) => Key("sends", conversation);

    /// <summary>When a channel was first seen.</summary>
    public static RedisKey Channel(string channel)
    {
        StoredWindow.ThrowIfUnusable(channel);
        return $"policyproxy:channel:{channel}";
    }

    /// <summary>A channel's conversations of which somebody is to be told, by when that is due.</summary>
    public static RedisKey Due(string channel)
    {
        StoredWindow.ThrowIfUnusable(channel);
        return $"policyproxy:due:{channel}";
    }

    /// <summary>The text that tells of an erasure.</summary>
    public static RedisValue Erasure(ConversationId conversation, DateTimeOffset time) =>
        $"{StoredWindow.Text(time.ToUnixTimeMilliseconds())} {conversation.Channel}:{conversation.Account}:{conversation.Contact}";

    /// <summary>Reads the text that tells of an erasure; null when it is none.</summary>
    public static (ConversationId Conversation, DateTimeOffset Time)? ReadErasure(string? text)
    {
        if (text?.Split(' ', 2) is not [var time, var key] || key.Split(':', 3) is not [var channel, var account, var contact]) return null;
        return long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= StoredWindow.MaxMilliseconds
            ? (new(channel, account, contact), DateTimeOffset.FromUnixTimeMilliseconds(milliseconds))
            : null;
    }

    private static RedisKey Key(string kind, ConversationId conversation)
    {
        StoredWindow.ThrowIfUnusable(conversation);
        return $"policyproxy:{kind}:{conversation.Channel}:{conversation.Account}:{conversation.Contact}";
    }
}
