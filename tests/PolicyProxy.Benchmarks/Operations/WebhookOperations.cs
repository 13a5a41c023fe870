using System.Globalization;
using PolicyProxy.Policy;

namespace PolicyProxy.Benchmarks.Operations;

/// <summary>Reads a webhook for what clients did, and for contacts that have changed.</summary>
internal static class WebhookOperations
{
    private static readonly DateTimeOffset ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(1_795_334_460);

    // A form and XML are one event.
    public static IEnumerable<Operation> All =>
        (from events in new[] { 1, 100, 1000 }
         from platform in new[] { "WhatsApp", MeasuredPlatforms.DescribedWhatsApp, "Messenger", "Instagram" }
         select Read(platform, events)).Append(Read("Twilio", 1)).Append(Read("WeChat", 1));

    /// <summary>The body of a platform's webhook with messages of as many clients.</summary>
    public static string Body(string platform, int events)
    {
        var (opening, each, closing) = platform switch
        {
            "WhatsApp" or MeasuredPlatforms.DescribedWhatsApp => ("""{"object":"whatsapp_business_account","entry":[{"id":"111222333444555","changes":[""", WhatsAppChange, "]}]}"),
            "Twilio" => ("", TwilioForm, ""),
            "WeChat" => ("", WeChatXml, ""),
            "Messenger" => ("""{"object":"page","entry":[""", PageEntry, "]}"),
            _ => ("""{"object":"instagram","entry":[""", InstagramEntry, "]}"),
        };
        var items = Enumerable.Range(0, events).Select(i => each.Replace("{i}", i.ToString("0000", CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return opening + string.Join(',', items) + closing;
    }

    private static Operation Read(string platform, int events)
    {
        var api = MeasuredPlatforms.Find(platform).Api;
        var body = RequestBytes.Arrived(Body(platform, events));
        return Operation.Of($"Webhook: {platform}, {events} {(events == 1 ? "event" : "events")}", () =>
        {
            var contacts = new List<ClientContact>();
            if (!api.TryReadClientContacts(body, ReceivedAt, contacts) || contacts.Count != events)
                throw new InvalidOperationException($"{contacts.Count} of {events} events were read.");
            return (contacts, api.ReadChangedContacts(body));
        });
    }

    private const string WhatsAppChange =
        """{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100001","phone_number_id":"222333444555666"},"contacts":[{"profile":{"name":"Ada Example"},"wa_id":"1555012{i}","user_id":"US.1349120865530274{i}"}],"messages":[{"from":"1555012{i}","from_user_id":"US.1349120865530274{i}","id":"wamid.HBgLMTU1NTAxMjM0NTY{i}","timestamp":"1795334400","type":"text","text":{"body":"Hello, is anyone there?"}}]},"field":"messages"}""";

    private const string TwilioForm =
        "SmsMessageSid=SM0123456789abcdef0123456789ab{i}&NumMedia=0&ProfileName=Ada+Example&MessageType=text&SmsSid=SM0123456789abcdef0123456789ab{i}&WaId=1555012{i}&SmsStatus=received&Body=Hello%2C+is+anyone+there%3F&To=whatsapp%3A%2B15550100001&NumSegments=1&MessageSid=SM0123456789abcdef0123456789ab{i}&AccountSid=AC0123456789abcdef0123456789abcdef&From=whatsapp%3A%2B1555012{i}&ApiVersion=2010-04-01";

    private const string WeChatXml =
        "<xml><ToUserName><![CDATA[gh_55a07f02b729]]></ToUserName>\n<FromUserName><![CDATA[oPL3EwABb3O9FlyYqrEq8s60{i}]]></FromUserName>\n<CreateTime>1795334400</CreateTime>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[Hello, is anyone there?]]></Content>\n<MsgId>6241979982901678088</MsgId>\n</xml>";

    private const string PageEntry =
        """{"id":"106540001112223","time":1795334400512,"messaging":[{"sender":{"id":"25381719001{i}"},"recipient":{"id":"106540001112223"},"timestamp":1795334400123,"message":{"mid":"m_AG5Hz2Uq7tuwNEhXfYYKj8mJEM_{i}","text":"Hello, is anyone there?"}}]}""";

    private const string InstagramEntry =
        """{"id":"17841400999888777","time":1795334400512,"messaging":[{"sender":{"id":"1784140012{i}"},"recipient":{"id":"17841400999888777"},"timestamp":1795334400123,"message":{"mid":"aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE_{i}","text":"Hello, is anyone there?"}}]}""";
}
