using System.Buffers;
using PolicyProxy.Platforms;
using PolicyProxy.Platforms.Profiles;
using PolicyProxy.Policy;

namespace PolicyProxy.Core.Tests.Support;

/// <summary>APIs that profiles describe, one of forms and one of JSON: WhatsApp has a window in them, and what goes to a plain number has none.</summary>
internal static class DescribedApi
{
    private static readonly IdForm[] ContactForms = [new("whatsapp:", IdKind.Phone)];

    private static readonly ProfileApi Form = Api(ParameterPlace.Form, values =>
    {
        var to = values.Add("To")!.Value;
        return ([new(to, "", [])], [[new(to, ConditionKind.Form) { Form = IdKind.Phone }]]);
    });

    private static readonly ProfileApi Json = Api(ParameterPlace.Json, values =>
    {
        var channel = values.Add("channel")!.Value;
        return ([new(values.Add("to")!.Value, "whatsapp:", [Is(channel, "whatsapp")])], [[Is(channel, "sms")]]);
    });

    /// <summary>Reads a form.</summary>
    public static SendReading ReadForm(string body, string query = "") => Read(Form, body, query, "application/x-www-form-urlencoded");

    /// <summary>Reads JSON.</summary>
    public static SendReading ReadJson(string body) => Read(Json, body, "", "application/json");

    /// <summary>Whose acts are in the events of a webhook, and when.</summary>
    public static IReadOnlyList<string> Contacts(ReadOnlySequence<byte> webhook)
    {
        var contacts = new List<ClientContact>();
        return Json.TryReadClientContacts(webhook, Support.Api.Received, contacts)
            ? [.. contacts.Select(contact => $"{string.Join('+', contact.Contacts)} {contact.Time.ToUnixTimeMilliseconds()}")]
            : ["not understood"];
    }

    private static SendReading Read(ProfileApi api, string body, string query, string contentType)
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
            AnswerValues = new([]),
            NotTaken = [],
            Extended = [],
        };
        var events = new ValuePaths([]);
        var webhook = new WebhookProfile
        {
            Form = WebhookForm.Json,
            Events = ["entry[]", "events[]"],
            Values = events,
            When = [Is(events.Add("message.type")!.Value, "text")],
            Contact = [new(events.Add("message.from")!.Value, "whatsapp:", [])],
            Account = [],
            TimeSlot = events.Add("time"),
        };
        return new("Described", send, webhook, ContactForms, [], null);
    }
}
