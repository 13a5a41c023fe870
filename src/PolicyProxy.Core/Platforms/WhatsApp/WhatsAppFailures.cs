using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.WhatsApp;

/// <summary>Words a refusal as WhatsApp words most of its own: the send is taken, and a status webhook says afterwards that it failed.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status</remarks>
internal static class WhatsAppFailures
{
    /// <summary>The code for a closed window.</summary>
    public const int ReEngagement = 131047;

    private const string Title = "Re-engagement message";
    private const string Link = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";
    private const int IdDigits = 18;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What stands for the recipient in answers and statuses.</summary>
    private enum RecipientKind
    {
        Number,
        User,
        Group,
    }

    /// <summary>The answer to a send that was taken.</summary>
    public static PlatformAnswer Accepted(LaterRefusal refusal)
    {
        var (kind, recipient) = Recipient(refusal.Send);
        var body = Write(json =>
        {
            json.WriteString("messaging_product", "whatsapp");
            json.WriteStartArray("contacts");
            json.WriteStartObject();
            json.WriteString("input", refusal.Send.WrittenContact);
            json.WriteString(kind == RecipientKind.User ? "user_id" : "wa_id", recipient);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartArray("messages");
            json.WriteStartObject();
            json.WriteString("id", MessageId(refusal));
            if (kind == RecipientKind.Group) json.WriteString("group_id", recipient);
            if (refusal.Send.Content == ContentKind.Template) json.WriteString("message_status", "accepted");
            json.WriteEndObject();
            json.WriteEndArray();
        });
        return new(200, "application/json; charset=UTF-8", [new("Cache-Control", "no-store")], body);
    }

    /// <summary>The webhook that says that it failed.</summary>
    public static PlatformWebhook Failed(LaterRefusal refusal) => new("application/json", Write(json =>
    {
        json.WriteString("object", "whatsapp_business_account");
        json.WriteStartArray("entry");
        json.WriteStartObject();
        json.WriteString("id", refusal.Account.Owner ?? "0");
        json.WriteStartArray("changes");
        json.WriteStartObject();
        json.WriteStartObject("value");
        json.WriteString("messaging_product", "whatsapp");
        json.WriteStartObject("metadata");
        json.WriteString("display_phone_number", refusal.Account.ShownNumber ?? refusal.Account.Id);
        json.WriteString("phone_number_id", refusal.Account.Id);
        json.WriteEndObject();
        json.WriteStartArray("statuses");
        WriteStatus(json, refusal);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("field", "messages");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }));

    private static void WriteStatus(Utf8JsonWriter json, LaterRefusal refusal)
    {
        var (kind, recipient) = Recipient(refusal.Send);
        json.WriteStartObject();
        json.WriteString("id", MessageId(refusal));
        json.WriteString("status", "failed");
        json.WriteString("timestamp", refusal.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        json.WriteString(kind == RecipientKind.User ? "recipient_user_id" : "recipient_id", recipient);
        if (kind == RecipientKind.Group) json.WriteString("recipient_type", "group");
        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteNumber("code", ReEngagement);
        json.WriteString("title", Title);
        json.WriteString("message", Title);
        json.WriteStartObject("error_data");

        // A status has no place for the agent's sentence but this.
        json.WriteString("details", refusal.Refusal.ForAgent ?? $"Message not delivered: {refusal.Refusal.Cause}.");
        json.WriteEndObject();
        json.WriteString("href", Link);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // The platform's ids say in Base64 whose message it is, and 18 hexadecimal digits. In place of the client's number, which would be
    // readable wherever the id is, the gateway's have the account's id.
    private static string MessageId(LaterRefusal refusal)
    {
        var account = Encoding.ASCII.GetBytes(refusal.Account.Id);
        var digits = Encoding.ASCII.GetBytes(refusal.Unique.ToString("N").ToUpperInvariant()[..IdDigits]);
        byte[] id = [0x1C, 0x18, (byte)account.Length, .. account, 0x15, 0x02, 0x00, 0x11, 0x18, IdDigits, .. digits, 0x00];
        return $"wamid.{Convert.ToBase64String(id)}";
    }

    // A number as digits, but with what the platform's canonical form leaves out: the helpdesk knows it as it was written.
    private static (RecipientKind Kind, string Id) Recipient(OutboundSend send)
    {
        var written = send.WrittenContact ?? send.Contact!;
        if (BusinessScopedUserId.Canonical(written) is { } user) return (RecipientKind.User, user);
        return send.Contact!.AsSpan().ContainsAnyExceptInRange('0', '9')
            ? (RecipientKind.Group, written)
            : (RecipientKind.Number, string.Concat(written.Where(char.IsAsciiDigit)));
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
