using System.Buffers;
using System.Text.Json;
using PolicyProxy.Platforms.Instagram;
using PolicyProxy.Platforms.Messenger;
using PolicyProxy.Platforms.WhatsApp;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Meta.Webhooks;

/// <summary>Walks the webhook envelope that the three platforms share: <c>object</c>, <c>entry[]</c>, and the items in it.</summary>
/// <remarks>
/// https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks. One body can hold many entries of many
/// accounts. What is not known is passed over, never an error: platforms add events without notice.
/// </remarks>
internal static class GraphWebhook
{
    /// <summary>Collects the clients' actions; false when the body is no JSON that can be walked.</summary>
    public static bool TryRead(ReadOnlySequence<byte> body, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            ReadEnvelopes(document.RootElement, receivedAt, contacts, unreadable);
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // A member's name with a lone surrogate: text that is not Unicode cannot be compared.
            return false;
        }
    }

    /// <summary>The contacts that changed: only WhatsApp tells of that, in words that few bodies have in them.</summary>
    public static IReadOnlyList<ClientContact> ReadChanged(ReadOnlySequence<byte> body)
    {
        if (!body.Holds("user_changed_"u8)) return [];
        try
        {
            using var document = JsonDocument.Parse(body);
            return
            [
                .. from entry in document.RootElement.Elements("entry")
                   from change in entry.Elements("changes")
                   where change.Text("field") == "messages"
                   let value = change.Member("value")
                   where value is not null
                   from changed in WhatsAppEvents.ReadChanged(value.Value)
                   select changed,
            ];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>The accounts that a webhook is about: WhatsApp's, which alone say what its webhooks have to name.</summary>
    public static IReadOnlyList<BusinessAccount> ReadAccounts(ReadOnlySequence<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.Text("object") != "whatsapp_business_account") return [];
            var accounts = from entry in document.RootElement.Elements("entry")
                           from change in entry.Elements("changes")
                           let account = change.Member("value")?.Member("metadata")
                           let id = account?.Id("phone_number_id")
                           where id is not null && DigitsId.IsValid(id)
                           select new BusinessAccount(id, entry.Id("id"), account?.Id("display_phone_number"));
            return [.. accounts.DistinctBy(account => account.Id)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static void ReadEnvelopes(JsonElement root, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable)
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            ReadEnvelope(root, receivedAt, contacts, unreadable);
            return;
        }

        foreach (var envelope in root.EnumerateArray()) ReadEnvelope(envelope, receivedAt, contacts, unreadable);
    }

    private static void ReadEnvelope(JsonElement envelope, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable)
    {
        var platform = envelope.Text("object") switch
        {
            "page" => MessengerPlatform.PlatformName,
            "instagram" => InstagramPlatform.PlatformName,
            "whatsapp_business_account" => WhatsAppPlatform.PlatformName,
            _ => null,
        };
        if (platform is null)
        {
            ReadBare(envelope, receivedAt, contacts, unreadable);
            return;
        }

        foreach (var entry in envelope.Elements("entry"))
        {
            var (id, messaging, standby) = (entry.Id("id"), entry.Elements("messaging"), entry.Elements("standby"));
            foreach (var item in messaging) ReadItem(platform, id, item, receivedAt, contacts, unreadable);
            foreach (var item in standby) ReadItem(platform, id, item, receivedAt, contacts, unreadable);
            foreach (var change in entry.Elements("changes")) ReadChange(platform, id, change, receivedAt, contacts, unreadable);
            ReadChange(platform, id, entry, receivedAt, contacts, unreadable);
        }
    }

    // A dashboard's test event comes without an envelope, and so does the value of a provider that speaks the On-Premises form.
    private static void ReadBare(JsonElement value, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable)
    {
        if (value.Member("object") is not null || value.Member("entry") is not null) return;
        ReadChange(MessengerPlatform.PlatformName, null, value, receivedAt, contacts, unreadable);
        WhatsAppEvents.ReadMessages(value, receivedAt, contacts, unreadable);
    }

    private static void ReadChange(
        string platform, string? entryId, JsonElement change, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable)
    {
        if (change.Text("field", WhatsAppEvents.Messages) is not { } field || change.Member("value") is not { } value) return;
        if (platform == WhatsAppPlatform.PlatformName || value.Member("messaging_product")?.Says("whatsapp") == true)
            WhatsAppEvents.Read(field, value, receivedAt, contacts, unreadable);
        else if (MessagingEvents.Fields.Contains(field))
            MessagingEvents.Read(platform, entryId, value, receivedAt, contacts, unreadable);
    }

    private static void ReadItem(
        string platform, string? entryId, JsonElement item, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable)
    {
        if (platform != WhatsAppPlatform.PlatformName) MessagingEvents.Read(platform, entryId, item, receivedAt, contacts, unreadable);
    }
}
