using PolicyProxy.Platforms.Meta.Webhooks;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Gateway.Commands.Import;

/// <summary>Makes of rows what a store keeps, by the channels of a configuration. Says what is wrong without a word of what is written there.</summary>
internal sealed class RecordReader(IReadOnlyList<Channel> channels, TimeProvider time)
{
    private readonly Dictionary<string, Channel> _channels = channels.ToDictionary(channel => channel.Name, StringComparer.OrdinalIgnoreCase);

    private readonly string _names = channels.Count == 0 ? "there are none" : $"there are {string.Join(", ", channels.Select(channel => channel.Name))}";

    /// <summary>The record of a row; null because of the problem.</summary>
    public WindowRecord? Read(in ImportRow row, out string? problem)
    {
        if (!_channels.TryGetValue(row.Channel, out var channel))
        {
            problem = $"channel: is not the name of a configured channel; {_names}";
            return null;
        }

        if (!TryReadAccount(channel, row.Account, out var account, out problem)) return null;
        if (channel.Platform.CanonicalContact(row.Contact) is not { } contact)
        {
            problem = $"contact: is no id of a contact on {channel.Platform.Name}; {channel.Platform.ContactForm} belongs here";
            return null;
        }

        if (EventTime.Parse(row.LastContact) is not { } wrote)
        {
            problem = "lastContact: is not a time; ISO 8601 such as 2026-11-22T08:00:00Z, or seconds or milliseconds since 1970, belong here";
            return null;
        }

        // Nobody can have written in the future.
        var now = time.GetUtcNow();
        if (channel.Record(account, contact, wrote < now ? wrote : now) is { } record) return record;
        problem = $"account: is missing; on {channel.Platform.Name} the id of the account that the client wrote to, its phone_number_id, belongs here";
        return null;
    }

    private static bool TryReadAccount(Channel channel, string written, out string? account, out string? problem)
    {
        (account, problem) = (null, null);
        if (written.Length == 0) return true;
        account = channel.Platform.CanonicalAccount(written);
        if (account is null) problem = $"account: is not an account's id; {channel.Platform.AccountForm} belong here";
        else if (channel.Accounts.Count > 0 && !channel.Accounts.Contains(account))
            problem = $"account: is not among the Accounts of the channel {channel.Name}; there are {string.Join(", ", channel.Accounts.Order())}";
        return problem is null;
    }
}
