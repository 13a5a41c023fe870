using System.Text;
using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Load;

/// <summary>Writes webhooks as the three platforms do.</summary>
internal static class WebhookBody
{
    /// <summary>A webhook with one message of each of these contacts.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="messages">Contacts and times in Unix milliseconds; WhatsApp's are written in seconds.</param>
    public static byte[] Of(ChaosChannel channel, IEnumerable<(string Contact, long Time)> messages)
    {
        var entries = channel == ChaosChannel.WhatsApp
            ? WhatsApp(channel, messages)
            : string.Join(',', messages.Select(message => Entry(channel, message.Contact, channel.Account, message.Time, "")));
        return Encoding.UTF8.GetBytes($$$"""{"object":"{{{Object(channel)}}}","entry":[{{{entries}}}]}""");
    }

    /// <summary>What the business itself wrote, told to it again; on WhatsApp its delivery.</summary>
    public static byte[] EchoTo(ChaosChannel channel, string contact, long time) => Encoding.UTF8.GetBytes(channel == ChaosChannel.WhatsApp
        ? $$$"""{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{{{{Metadata(channel)}}},"statuses":[{"id":"{{{Id()}}}","status":"delivered","timestamp":"{{{time / 1000}}}","recipient_id":"{{{contact}}}"}]},"field":"messages"}]}]}"""
        : $$$"""{"object":"{{{Object(channel)}}}","entry":[{{{Entry(channel, channel.Account, contact, time, "\"is_echo\":true,")}}}]}""");

    private static string Object(ChaosChannel channel) => channel.Platform switch
    {
        "WhatsApp" => "whatsapp_business_account",
        "Messenger" => "page",
        _ => "instagram",
    };

    private static string WhatsApp(ChaosChannel channel, IEnumerable<(string Contact, long Time)> messages)
    {
        var written = string.Join(',', messages.Select(message =>
            $$$"""{"from":"{{{message.Contact}}}","id":"{{{Id()}}}","timestamp":"{{{message.Time / 1000}}}","type":"text","text":{"body":"In gr\u00fcn?"}}"""));
        return $$$"""{"id":"102290129340398","changes":[{"value":{{{{Metadata(channel)}}},"messages":[{{{written}}}]},"field":"messages"}]}""";
    }

    private static string Metadata(ChaosChannel channel) =>
        $$$"""
        "messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"{{{channel.Account}}}"}
        """;

    private static string Entry(ChaosChannel channel, string from, string to, long time, string flag) =>
        $$$"""{"id":"{{{channel.Account}}}","time":{{{time}}},"messaging":[{"sender":{"id":"{{{from}}}"},"recipient":{"id":"{{{to}}}"},"timestamp":{{{time}}},"message":{{{{flag}}}"mid":"{{{Id()}}}","text":"hello \u00e4 \/"}}]}""";

    private static string Id() => $"m_{Guid.NewGuid():N}";
}
