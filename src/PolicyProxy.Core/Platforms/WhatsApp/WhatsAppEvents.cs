using System.Text.Json;
using PolicyProxy.Platforms.Meta;
using PolicyProxy.Platforms.Meta.Webhooks;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.WhatsApp;

/// <summary>Reads the value of one WhatsApp change: what clients wrote, and calls they made.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages</remarks>
internal static class WhatsAppEvents
{
    /// <summary>The field of nearly every change.</summary>
    public const string Messages = "messages";

    public static void Read(string field, JsonElement value, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable)
    {
        if (field == Messages) ReadMessages(value, receivedAt, contacts, unreadable);
        else if (field == "calls") ReadCalls(value, receivedAt, contacts, unreadable);
    }

    public static void ReadMessages(JsonElement value, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable)
    {
        foreach (var message in value.Elements("messages"))
        {
            if (IsClientAction(message)) Add(value, message, receivedAt, contacts, unreadable);
        }
    }

    /// <summary>The contacts whose number or user id has changed, by their old ids.</summary>
    public static IEnumerable<ClientContact> ReadChanged(JsonElement value)
    {
        foreach (var message in value.Elements("messages").Where(message => message.Member("type")?.Says("system") == true))
        {
            var account = value.Member("metadata")?.Id("phone_number_id");
            if (account is null || !DigitsId.IsValid(account)) continue;
            var ids = PersonIds(value, message);
            if (ids.Count > 0) yield return new(WhatsAppPlatform.PlatformName, account, ids, DateTimeOffset.UnixEpoch);
        }
    }

    private static void ReadCalls(JsonElement value, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable)
    {
        foreach (var call in value.Elements("calls"))
        {
            if (call.Text("direction") == "USER_INITIATED" && call.Text("event") == "connect") Add(value, call, receivedAt, contacts, unreadable);
        }
    }

    private static bool IsClientAction(JsonElement message)
    {
        if (message.Member("type") is not { } type) return true;
        if (type.Says("system") || type.Says("edit") || type.Says("revoke")) return false;
        return !type.Says("reaction") || message.Member("reaction")?.Text("emoji") is { Length: > 0 };
    }

    private static void Add(
        JsonElement value, JsonElement action, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable)
    {
        var ids = action.Member("group_id") is null ? PersonIds(value, action) : GroupIds(action);
        var account = value.Member("metadata")?.Id("phone_number_id");
        if (ids.Count > 0 && (account is null || DigitsId.IsValid(account)) && EventTime.Read(action.Member("timestamp"), receivedAt) is { } time)
            contacts.Add(new(WhatsAppPlatform.PlatformName, account, ids, time));
        else if (ids.Count > 0 || !IsOwn(value, action))
            UnreadableEvent.Add(unreadable, Unreadable(value, action, ids.Count > 0, account) with { Number = contacts.Count + unreadable.Count + 1 });
    }

    private static UnreadableEvent Unreadable(JsonElement value, JsonElement action, bool hasIds, string? account)
    {
        if (!hasIds)
        {
            var place = action.Member("group_id") is null ? "from" : "group_id";
            return new(WhatsAppPlatform.PlatformName, 0, place, action.Member(place).InWords());
        }

        return account is not null && !DigitsId.IsValid(account)
            ? new(WhatsAppPlatform.PlatformName, 0, "metadata.phone_number_id", value.Member("metadata")?.Member("phone_number_id").InWords() ?? "nothing")
            : new(WhatsAppPlatform.PlatformName, 0, "timestamp", action.Member("timestamp").InWords());
    }

    // What the business itself writes comes from its own number.
    private static bool IsOwn(JsonElement value, JsonElement action) =>
        action.Id("from") is { } from && Number(from) is { } number && number == Number(value.Member("metadata")?.Id("display_phone_number"));

    // A group's window belongs to the group, not to who wrote in it.
    private static List<string> GroupIds(JsonElement message) =>
        message.Id("group_id") is { } id && GroupId.Canonical(id) is { } group ? [group] : [];

    private static List<string> PersonIds(JsonElement value, JsonElement action)
    {
        var from = action.Id("from");
        var userId = action.Text("from_user_id");
        var ids = new List<string>(3);
        if (from is not null && PhoneNumber.Canonical(from) is { } number)
        {
            if (number == Number(value.Member("metadata")?.Id("display_phone_number"))) return [];
            ids.Add(number);
        }

        AddUserId(ids, from);
        AddUserId(ids, userId);
        AddUserId(ids, action.Text("from_parent_user_id"));
        if (ids.Count == 0) return ids;

        foreach (var contact in value.Elements("contacts"))
        {
            if (!IsSamePerson(contact, from, userId)) continue;
            AddUserId(ids, contact.Text("user_id", known: userId));
            AddUserId(ids, contact.Text("parent_user_id"));
        }

        return ids;
    }

    private static bool IsSamePerson(JsonElement contact, string? from, string? userId) =>
        (from is not null && contact.Id("wa_id", known: from) == from) || (userId is not null && contact.Member("user_id")?.Says(userId) == true);

    private static string? Number(string? displayed) => displayed is null ? null : PhoneNumber.Canonical(displayed);

    private static void AddUserId(List<string> ids, string? id)
    {
        if (id is not null && BusinessScopedUserId.Canonical(id) is { } userId && !ids.Contains(userId)) ids.Add(userId);
    }
}
