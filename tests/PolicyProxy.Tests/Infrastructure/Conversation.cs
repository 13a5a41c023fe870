using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A conversation on one platform: how the client's message and the company's answer look on the wire.</summary>
/// <param name="Platform">The platform's name.</param>
/// <param name="Account">The business side.</param>
/// <param name="Contact">The client.</param>
internal sealed record Conversation(string Platform, string Account, string Contact)
{
    public static Conversation WhatsApp { get; } = new("WhatsApp", "106540352242922", "4915112345678");

    public static Conversation Messenger { get; } = new("Messenger", "105872921234567", "25381719828140932");

    public static Conversation Instagram { get; } = new("Instagram", "17841405309211844", "836284028372911");

    public static Conversation On(string platform) => platform switch
    {
        "WhatsApp" => WhatsApp,
        "Messenger" => Messenger,
        _ => Instagram,
    };

    /// <summary>The name of its channel in <see cref="GatewaySettings"/>.</summary>
    public string Channel => Platform.ToLowerInvariant();

    /// <summary>The secret its webhooks are signed with in <see cref="GatewaySettings"/>.</summary>
    public string Secret => Platform switch
    {
        "WhatsApp" => GatewaySettings.WhatsAppSecret,
        "Messenger" => GatewaySettings.MessengerSecret,
        _ => GatewaySettings.InstagramSecret,
    };

    /// <summary>What the store keeps it under.</summary>
    public ConversationId Id => new(Channel, Platform == "WhatsApp" ? Account : "", Contact);

    /// <summary>What the store is given when the client writes.</summary>
    public WindowRecord RecordAt(DateTimeOffset time) => new(Id, time, time.AddDays(2));

    /// <summary>Where the administrator's listener has its window.</summary>
    public string WindowPath => $"/windows/{Channel}/{Contact}?account={Account}";

    /// <summary>The path of a send.</summary>
    public string Path => $"/v24.0/{Account}/messages";

    /// <summary>A text to the client.</summary>
    public string Text => Platform == "WhatsApp"
        ? $$$"""{"messaging_product":"whatsapp","to":"{{{Contact}}}","type":"text","text":{"body":"Hello"}}"""
        : $$$"""{"recipient":{"id":"{{{Contact}}}"},"messaging_type":"RESPONSE","message":{"text":"Hello"}}""";

    /// <summary>A text to the client with a message tag, which WhatsApp does not have.</summary>
    public string Tagged(string tag) =>
        $$$"""{"recipient":{"id":"{{{Contact}}}"},"messaging_type":"MESSAGE_TAG","tag":"{{{tag}}}","message":{"text":"Hello"}}""";

    /// <summary>The webhook that tells of a message the client wrote.</summary>
    public string Webhook(DateTimeOffset time) => Envelope(Entry(time));

    /// <summary>The webhook of a message of a WhatsApp client's who has a user id.</summary>
    /// <param name="number">The client's number; null when the client does not show it.</param>
    /// <param name="user">The user id.</param>
    /// <param name="time">When it was written.</param>
    public string Webhook(string? number, string user, DateTimeOffset time)
    {
        var from = number is null ? "" : $"\"from\":\"{number}\",";
        return Envelope($$$"""
            {"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
            "metadata":{"display_phone_number":"15550783881","phone_number_id":"{{{Account}}}"},"messages":[{{{{from}}}"from_user_id":"{{{user}}}",
            "id":"wamid.A","timestamp":"{{{time.ToUnixTimeSeconds()}}}","type":"text","text":{"body":"Hi"} }] } }]}
            """);
    }

    /// <summary>A webhook of this platform with these entries.</summary>
    public string Envelope(params IEnumerable<string> entries) => $$"""{"object":"{{ObjectWord}}","entry":[{{string.Join(',', entries)}}]}""";

    /// <summary>One entry with a message of the client's.</summary>
    public string Entry(DateTimeOffset time) => Platform == "WhatsApp"
        ? $$$"""
          {"id":"102290129340398","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
          "metadata":{"display_phone_number":"15550783881","phone_number_id":"{{{Account}}}"},
          "contacts":[{"profile":{"name":"Jane Doe"},"wa_id":"{{{Contact}}}"}],
          "messages":[{"from":"{{{Contact}}}","id":"wamid.A","timestamp":"{{{time.ToUnixTimeSeconds()}}}","type":"text","text":{"body":"Hi"}}]}}]}
          """
        : $$$"""
          {"id":"{{{Account}}}","time":{{{time.ToUnixTimeMilliseconds()}}},"messaging":[{"sender":{"id":"{{{Contact}}}"},
          "recipient":{"id":"{{{Account}}}"},"timestamp":{{{time.ToUnixTimeMilliseconds()}}},"message":{"mid":"m_A","text":"Hi"}}]}
          """;

    private string ObjectWord => Platform switch
    {
        "WhatsApp" => "whatsapp_business_account",
        "Messenger" => "page",
        _ => "instagram",
    };
}
