using PolicyProxy.Platforms;

namespace PolicyProxy.Benchmarks.Operations;

/// <summary>Reads a request for its send: from the request line first, then from the body.</summary>
internal static class SendOperations
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";
    private const string Token = "access_token=EAAGm0PX4ZCpsBAKZCZCx1y2ZCZBexampleexampleexampleexampleexampleZD";

    private const string WhatsAppText =
        """{"messaging_product":"whatsapp","recipient_type":"individual","to":"15550123456","type":"text","text":{"preview_url":false,"body":"Your order has left our house and is with you tomorrow."}}""";

    private const string WhatsAppTemplate =
        """{"messaging_product":"whatsapp","to":"15550123456","type":"template","template":{"name":"order_shipped","language":{"code":"en_US"},"components":[{"type":"body","parameters":[{"type":"text","text":"Ada"},{"type":"text","text":"4711"}]}]}}""";

    private const string MessengerText =
        """{"recipient":{"id":"253817190012345"},"messaging_type":"RESPONSE","message":{"text":"Your order has left our house and is with you tomorrow."}}""";

    private const string InstagramText =
        """{"recipient":{"id":"17841400123456789"},"message":{"text":"Your order has left our house and is with you tomorrow."}}""";

    private const string MessengerForm =
        "recipient=%7B%22id%22%3A%22253817190012345%22%7D&messaging_type=RESPONSE&message=%7B%22text%22%3A%22Your+order+has+left+our+house.%22%7D";

    private const string TwilioText =
        "To=whatsapp%3A%2B15550123456&From=whatsapp%3A%2B15550100001&Body=Your+order+has+left+our+house+and+is+with+you+tomorrow.";

    public static IEnumerable<Operation> All =>
    [
        Read("Send: WhatsApp text", "WhatsApp", "/v23.0/222333444555666/messages", "", Json, WhatsAppText),
        Read("Send: WhatsApp template", "WhatsApp", "/v23.0/222333444555666/messages", "", Json, WhatsAppTemplate),
        Read("Send: Messenger text", "Messenger", "/v23.0/me/messages", Token, Json, MessengerText),
        Read("Send: Messenger form", "Messenger", "/v23.0/me/messages", Token, Form, MessengerForm),
        Read("Send: Messenger text labelled as a form", "Messenger", "/v23.0/me/messages", Token, Form, MessengerText),
        Read("Send: Described WhatsApp text", MeasuredPlatforms.DescribedWhatsApp, "/v23.0/222333444555666/messages", "", Json, WhatsAppText),
        Read("Send: Described WhatsApp template", MeasuredPlatforms.DescribedWhatsApp, "/v23.0/222333444555666/messages", "", Json, WhatsAppTemplate),
        Read("Send: Twilio form", "Twilio", "/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json", "", Form, TwilioText),
        Read("Send: Instagram text", "Instagram", "/v23.0/17841400999888777/messages", Token, Json, InstagramText),
    ];

    private static Operation Read(string name, string platform, string path, string query, string contentType, string text)
    {
        var api = MeasuredPlatforms.Find(platform).Api;
        var body = RequestBytes.Arrived(text);
        return Operation.Of(name, () =>
        {
            var request = new ApiRequest { Method = "POST", Path = path, Query = query, HasBody = true, ContentType = contentType };
            var reading = api.ReadSends(api.ReadTarget(request), request, body);
            return reading.Send is null ? throw new InvalidOperationException($"No send was read: {reading.Problem}.") : reading;
        });
    }
}
