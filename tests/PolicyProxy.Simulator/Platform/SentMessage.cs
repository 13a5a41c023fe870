using PolicyProxy.Simulator.Network;

namespace PolicyProxy.Simulator.Platform;

/// <summary>A message of the company's, as the platform reads it out of a request.</summary>
/// <param name="To">Whom it is for.</param>
/// <param name="Text">What it says.</param>
/// <param name="IsTemplate">Whether it is a template.</param>
/// <param name="Tag">The message tag it carries, if any.</param>
internal sealed record SentMessage(string To, string Text, bool IsTemplate, string? Tag)
{
    /// <summary>Reads a request's body; null when it is no message on this platform.</summary>
    public static SentMessage? Read(Channel channel, string body)
    {
        var json = JsonReading.Parse(body);
        return channel.IsWhatsApp ? ReadWhatsApp() : ReadMessaging();

        SentMessage? ReadWhatsApp()
        {
            if (json.Text("messaging_product") != "whatsapp" || json.Text("to") is not { } to) return null;
            var template = json.Text("template", "name");
            var text = template is null ? json.Text("text", "body") : $"[template {template}]";
            return text is null ? null : new(to.TrimStart('+'), text, template is not null, null);
        }

        SentMessage? ReadMessaging() => json.Text("recipient", "id") is { } to && json.Text("message", "text") is { } text
            ? new(to, text, false, json.Text("tag"))
            : null;
    }
}
