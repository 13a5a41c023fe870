using PolicyProxy.Platforms;
using PolicyProxy.Platforms.Profiles;

namespace PolicyProxy.Core.Tests.Support;

/// <summary>APIs that profiles describe, one of forms and one of JSON: WhatsApp has a window in them, and what goes to a plain number has none.</summary>
internal static class DescribedApi
{
    private static readonly IdForm[] Contacts = [new("whatsapp:", IdKind.Phone)];

    private static readonly IMessagingApi Form = Api(ParameterPlace.Form, values =>
    {
        var to = values.Add("To")!.Value;
        return ([new(to, "", [])], [[new(to, ConditionKind.Form) { Form = IdKind.Phone }]]);
    });

    private static readonly IMessagingApi Json = Api(ParameterPlace.Json, values =>
    {
        var channel = values.Add("channel")!.Value;
        return ([new(values.Add("to")!.Value, "whatsapp:", [Is(channel, "whatsapp")])], [[Is(channel, "sms")]]);
    });

    /// <summary>Reads a form.</summary>
    public static SendReading ReadForm(string body, string query = "") => Read(Form, body, query, "application/x-www-form-urlencoded");

    /// <summary>Reads JSON.</summary>
    public static SendReading ReadJson(string body) => Read(Json, body, "", "application/json");

    private static SendReading Read(IMessagingApi api, string body, string query, string contentType)
    {
        var request = new ApiRequest { Method = "POST", Path = "/v1/messages", Query = query, HasBody = true, ContentType = contentType };
        return api.ReadSends(api.ReadTarget(request), request, Bytes.Whole(body));
    }

    private static Condition Is(int slot, string word) => new(slot, ConditionKind.In) { Words = [word] };

    private static ProfileApi Api(ParameterPlace place, Func<ValuePaths, (ValueSource[] Recipient, Condition[][] NotASend)> describe)
    {
        var values = new ValuePaths([]);
        var (recipient, notASend) = describe(values);
        var send = new SendProfile
        {
            Paths = [PathPattern.Parse("/v1/messages")!],
            Methods = ["POST"],
            Parameters = [place],
            Values = values,
            Recipient = recipient,
            Account = [],
            NotASend = notASend,
            Outside = [],
        };
        var webhook = new WebhookProfile { IsForm = false, Events = [], Values = new([]), When = [], Contact = [], Account = [] };
        return new("Described", send, webhook, Contacts, [], null);
    }
}
