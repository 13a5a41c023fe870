namespace PolicyProxy.Simulator.Helpdesk;

/// <summary>Writes an agent's message as the platforms want it.</summary>
internal static class SendBody
{
    /// <summary>The name of the one template.</summary>
    public const string Template = "hello_again";

    /// <summary>Whether the platform has such a kind.</summary>
    public static bool Has(Channel channel, SendKind kind) => kind == SendKind.Text || kind == SendKind.Template == channel.IsWhatsApp;

    /// <summary>What is sent.</summary>
    /// <exception cref="ArgumentException">The platform has no such kind.</exception>
    public static object Of(Channel channel, string text, SendKind kind) => (channel.IsWhatsApp, kind) switch
    {
        (true, SendKind.Text) => new { messaging_product = "whatsapp", to = channel.Contact, type = "text", text = new { body = text } },
        (true, SendKind.Template) => new
        {
            messaging_product = "whatsapp",
            to = channel.Contact,
            type = "template",
            template = new { name = Template, language = new { code = "en" } },
        },
        (false, SendKind.Text) => new { recipient = new { id = channel.Contact }, messaging_type = "RESPONSE", message = new { text } },
        (false, SendKind.HumanAgent) => new
        {
            recipient = new { id = channel.Contact },
            messaging_type = "MESSAGE_TAG",
            tag = "HUMAN_AGENT",
            message = new { text },
        },
        _ => throw new ArgumentException($"{channel.Platform} has no {kind}.", nameof(kind)),
    };
}
