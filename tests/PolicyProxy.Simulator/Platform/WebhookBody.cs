using System.Text.Json;

namespace PolicyProxy.Simulator.Platform;

/// <summary>Writes webhooks as the three platforms do: other characters than ASCII escaped, WhatsApp's times in seconds, the others' in milliseconds.</summary>
internal static class WebhookBody
{
    /// <summary>An id such as the platform gives to messages.</summary>
    public static string NewId(Channel channel) => $"{(channel.IsWhatsApp ? "wamid." : "m_")}{Guid.NewGuid():N}";

    /// <summary>The client has written.</summary>
    public static byte[] Message(Channel channel, string id, string text, DateTimeOffset time) => channel.IsWhatsApp
        ? WhatsApp(channel, new
        {
            messaging_product = "whatsapp",
            metadata = Metadata(channel),
            contacts = new[] { new { profile = new { name = "Jane Doe" }, wa_id = channel.Contact } },
            messages = new[] { new { from = channel.Contact, id, timestamp = Seconds(time), type = "text", text = new { body = text } } },
        })
        : Messaging(channel, channel.Contact, channel.Account, time, new { mid = id, text });

    /// <summary>The company's message was delivered: on WhatsApp a status, on the others an echo of the message. Neither opens a window.</summary>
    public static byte[] Confirmation(Channel channel, string id, string text, DateTimeOffset time) => channel.IsWhatsApp
        ? WhatsApp(channel, new
        {
            messaging_product = "whatsapp",
            metadata = Metadata(channel),
            statuses = new[] { new { id, status = "delivered", timestamp = Seconds(time), recipient_id = channel.Contact } },
        })
        : Messaging(channel, channel.Account, channel.Contact, time, new { mid = id, text, is_echo = true });

    /// <summary>The company's message was not delivered, as WhatsApp tells it.</summary>
    public static byte[] Failure(Channel channel, string id, DateTimeOffset time) => WhatsApp(channel, new
    {
        messaging_product = "whatsapp",
        metadata = Metadata(channel),
        statuses = new[]
        {
            new
            {
                id,
                status = "failed",
                timestamp = Seconds(time),
                recipient_id = channel.Contact,
                errors = new[]
                {
                    new
                    {
                        code = 131047,
                        title = "Re-engagement message",
                        error_data = new { details = "Message failed to send because more than 24 hours have passed since the customer last replied to this number." },
                    },
                },
            },
        },
    });

    private static byte[] WhatsApp(Channel channel, object value) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        @object = "whatsapp_business_account",
        entry = new[] { new { id = $"9{channel.Account}", changes = new[] { new { value, field = "messages" } } } },
    });

    private static byte[] Messaging(Channel channel, string from, string to, DateTimeOffset time, object message) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        @object = channel.Platform == "Messenger" ? "page" : "instagram",
        entry = new[]
        {
            new
            {
                id = channel.Account,
                time = time.ToUnixTimeMilliseconds(),
                messaging = new[] { new { sender = new { id = from }, recipient = new { id = to }, timestamp = time.ToUnixTimeMilliseconds(), message } },
            },
        },
    });

    private static object Metadata(Channel channel) => new { display_phone_number = "15550100100", phone_number_id = channel.Account };

    private static string Seconds(DateTimeOffset time) => $"{time.ToUnixTimeSeconds()}";
}
