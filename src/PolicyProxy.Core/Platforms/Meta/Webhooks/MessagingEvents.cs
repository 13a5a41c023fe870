using System.Collections.Frozen;
using System.Text.Json;
using PolicyProxy.Platforms.Instagram;
using PolicyProxy.Platforms.Messenger;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Meta.Webhooks;

/// <summary>Reads one item of <c>messaging</c> or <c>standby</c>, which Messenger and Instagram write alike.</summary>
/// <remarks>
/// What opens a window: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages, "User Actions
/// that Open the Standard Messaging Window".
/// </remarks>
internal static class MessagingEvents
{
    /// <summary>The fields under which such an item can also stand in <c>changes</c>.</summary>
    public static FrozenSet<string> Fields { get; } =
        new[] { "messages", "messaging_postbacks", "messaging_referral", "messaging_referrals", "messaging_optins", "message_reactions", "standby" }
            .ToFrozenSet();

    public static void Read(
        string platform, string? entryId, JsonElement item, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable)
    {
        var sender = item.Member("sender")?.Id("id");
        var recipient = item.Member("recipient")?.Id("id", known: entryId);
        if (sender is not null && (sender == entryId || sender == recipient)) return;
        if (IsOfAnotherPage(platform, entryId, recipient) || !IsClientAction(platform, item)) return;
        if (sender is null || !DigitsId.IsValid(sender))
        {
            if (HasSender(item)) UnreadableEvent.Add(unreadable, new(platform, contacts.Count + unreadable.Count + 1, "sender.id", item.Member("sender")?.Member("id").InWords() ?? "nothing"));
        }
        else if (EventTime.Read(item.Member("timestamp"), receivedAt) is { } time)
        {
            contacts.Add(new(platform, recipient ?? entryId, [sender], time));
        }
        else
        {
            UnreadableEvent.Add(unreadable, new(platform, contacts.Count + unreadable.Count + 1, "timestamp", item.Member("timestamp").InWords()));
        }
    }

    // An opt-in by a plugin names none, and an edit that is told without a sender may be anybody's.
    private static bool HasSender(JsonElement item) =>
        item.Member("sender")?.Member("id") is not null || !(item.HasObject("optin") || item.HasObject("message_edit"));

    // Instagram's entries can name another id than the recipient does; a Page's never do.
    private static bool IsOfAnotherPage(string platform, string? entryId, string? recipient) =>
        platform == MessengerPlatform.PlatformName && entryId is not (null or "0") && recipient is not null && recipient != entryId;

    private static bool IsClientAction(string platform, JsonElement item)
    {
        if (item.Member("message") is { ValueKind: JsonValueKind.Object } message)
            return !message.IsSet("is_echo") && !message.IsSet("is_self") && !message.IsSet("is_deleted");

        return item.HasObject("postback")
            || item.Member("reaction")?.Member("action")?.Says("react") == true
            || (item.Member("referral") is { ValueKind: JsonValueKind.Object } referral && !IsAdClick(referral))
            || (item.Member("optin") is { ValueKind: JsonValueKind.Object } optin && !IsNotificationOptIn(optin))
            || (platform == InstagramPlatform.PlatformName && IsNewMessage(item.Member("message_edit")));
    }

    private static bool IsAdClick(JsonElement referral) =>
        referral.Member("ad_id") is not null || "ADS".Equals(referral.Text("source"), StringComparison.OrdinalIgnoreCase);

    private static bool IsNotificationOptIn(JsonElement optin) =>
        optin.Text("type") is "notification_messages" or "one_time_notif_req"
        || optin.Member("notification_messages_token") is not null
        || optin.Member("one_time_notif_token") is not null;

    // Instagram tells of a new message by an edit that changed nothing, with some permissions.
    private static bool IsNewMessage(JsonElement? edit) =>
        edit?.Member("num_edit") is { ValueKind: JsonValueKind.Number } count && count.TryGetInt32(out var edits) && edits == 0;
}
