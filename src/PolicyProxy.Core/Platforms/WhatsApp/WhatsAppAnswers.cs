using System.Text.Json;
using PolicyProxy.Platforms.Meta.Webhooks;

namespace PolicyProxy.Platforms.WhatsApp;

/// <summary>Reads what WhatsApp answers to a send it took: <c>{"contacts":[{"input":"+1...","wa_id":"1...","user_id":"US...."}]}</c>.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages, "Response syntax"</remarks>
internal static class WhatsAppAnswers
{
    /// <summary>The ids by which the platform knows the one contact of the answer, which can differ from the number dialled.</summary>
    public static IReadOnlyList<string> ReadContactIds(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var contacts = document.RootElement.Elements("contacts").ToList();
            if (contacts.Count != 1) return [];
            var contact = contacts[0];
            var ids = new List<string>(3);
            if (contact.Id("wa_id") is { } number && PhoneNumber.Canonical(number) is { } canonical) ids.Add(canonical);
            foreach (var name in new[] { "wa_id", "user_id", "parent_user_id" })
            {
                if (contact.Text(name) is { } id && BusinessScopedUserId.Canonical(id) is { } userId && !ids.Contains(userId)) ids.Add(userId);
            }

            return ids;
        }
        catch (JsonException)
        {
            return [];
        }
        catch (InvalidOperationException)
        {
            // A member's name with a lone surrogate.
            return [];
        }
    }
}
