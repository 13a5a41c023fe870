using PolicyProxy.Chaos.History;
using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Load;

/// <summary>Makes up what a helpdesk sends: to clients with an open, a closed and no window; as JSON, as a form, in batches.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="contacts">The clients.</param>
/// <param name="name">Makes the sends' ids differ from those of other processes.</param>
internal sealed class SendSource(Random random, Contacts contacts, string name)
{
    private int _count;

    /// <summary>The next request.</summary>
    public SendRequest Next() => random.Next(100) switch
    {
        < 50 => Json(Pick(), isTemplate: false),
        < 55 => Json((ChaosChannel.WhatsApp, Contact()), isTemplate: true),
        < 80 => Form(Pick()),
        _ => Batch(random.Next(2, 7)),
    };

    /// <summary>A send in a conversation.</summary>
    public SendRequest To(string conversation)
    {
        var channel = ChaosChannel.Of(conversation);
        return Json((channel, channel.Number(conversation)), isTemplate: false);
    }

    private SendRequest Json((ChaosChannel Channel, int Contact) to, bool isTemplate)
    {
        var element = Element(to, isTemplate);
        var id = to.Channel.Contact(to.Contact);
        // A tag opens nothing, and closes nothing.
        var type = random.Next(8) == 0 ? "\"messaging_type\":\"MESSAGE_TAG\",\"tag\":\"HUMAN_AGENT\"" : "\"messaging_type\":\"RESPONSE\"";
        var body = to.Channel != ChaosChannel.WhatsApp
            ? $$$"""{"recipient":{"id":"{{{id}}}"},{{{type}}},"message":{"text":"Gr\u00fc\u00dfe {{{element.Id}}}"}}"""
            : isTemplate
                ? $$$"""{"messaging_product":"whatsapp","to":"{{{id}}}","type":"template","template":{"name":"{{{element.Id}}}","language":{"code":"en"} }}"""
                : $$$"""{"messaging_product":"whatsapp","to":"+{{{id}}}","type":"text","text":{"body":"Gr\u00fc\u00dfe {{{element.Id}}}"}}""";
        return new("json", $"/v23.0/{Path(to.Channel)}", "application/json", body, [element]);
    }

    private SendRequest Form((ChaosChannel Channel, int Contact) to)
    {
        var element = Element(to, isTemplate: false);
        return new("form", $"/v23.0/{Path(to.Channel)}", "application/x-www-form-urlencoded", Parameters(to, element), [element]);
    }

    private SendRequest Batch(int count)
    {
        var elements = new List<SendElement>();
        var written = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var to = Pick();
            elements.Add(Element(to, isTemplate: false));
            written.Add($$$"""{"method":"POST","relative_url":"v23.0/{{{Path(to.Channel)}}}","body":"{{{Parameters(to, elements[^1])}}}"}""");
        }

        var body = $"access_token=t&batch={Uri.EscapeDataString($"[{string.Join(',', written)}]")}";
        return new("batch", "/", "application/x-www-form-urlencoded", body, elements);
    }

    private static string Parameters((ChaosChannel Channel, int Contact) to, SendElement element)
    {
        var id = to.Channel.Contact(to.Contact);
        (string Name, string Value)[] parameters = to.Channel == ChaosChannel.WhatsApp
            ? [("messaging_product", "whatsapp"), ("to", id), ("type", "text"), ("text", $$$"""{"body":"Hello {{{element.Id}}}"}""")]
            : [("recipient", $$$"""{"id":"{{{id}}}"}"""), ("messaging_type", "RESPONSE"), ("message", $$$"""{"text":"Hello {{{element.Id}}}"}""")];
        return string.Join('&', parameters.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}"));
    }

    private SendElement Element((ChaosChannel Channel, int Contact) to, bool isTemplate) =>
        new($"snd{name}x{Interlocked.Increment(ref _count)}x", to.Channel.Conversation(to.Contact), isTemplate);

    private string Path(ChaosChannel channel) =>
        channel == ChaosChannel.WhatsApp || (channel == ChaosChannel.Messenger && random.Next(2) == 0) ? $"{channel.Account}/messages" : "me/messages";

    private (ChaosChannel Channel, int Contact) Pick() => (contacts.Channel(), Contact());

    private int Contact() => random.Next(10) switch
    {
        < 5 => contacts.Busy(),
        < 8 => contacts.Any(),
        < 9 => contacts.NeverWrote(),
        _ => contacts.WroteLongAgo(),
    };
}
