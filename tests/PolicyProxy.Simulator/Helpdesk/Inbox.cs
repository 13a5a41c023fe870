using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Simulator.Network;

namespace PolicyProxy.Simulator.Helpdesk;

/// <summary>Takes the platform's webhooks: checks who signed them, and reads what clients wrote and what became of agents' messages.</summary>
/// <param name="onMessage">Is told of a client's message: its id, text and time.</param>
/// <param name="onReport">Is told what became of the message with this id.</param>
internal sealed class Inbox(Action<Channel, Message> onMessage, Action<Channel, string, Report> onReport)
{
    private static readonly Report Delivered = new(MessageState.Delivered, "");

    /// <summary>Answers the platform's challenge when it subscribes.</summary>
    public static Task ConfirmAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["hub.verify_token"] == Subscription.VerifyToken) return context.Response.WriteAsync(query["hub.challenge"].ToString());
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>Takes a webhook.</summary>
    public async Task TakeAsync(HttpContext context)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        var body = bytes.ToArray();
        var json = JsonReading.Parse(Encoding.UTF8.GetString(body));
        if (ChannelOf(json) is not { } channel || !IsSigned(context.Request, body, channel))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        foreach (var entry in json.Each("entry"))
        {
            foreach (var item in entry.Each("messaging")) Read(channel, item);
            foreach (var change in entry.Each("changes")) ReadWhatsApp(channel, change.At("value"));
        }

        await context.Response.WriteAsync("EVENT_RECEIVED", context.RequestAborted);
    }

    private static Channel? ChannelOf(JsonNode? webhook) => webhook.Text("object") switch
    {
        "whatsapp_business_account" => Channel.All.Single(channel => channel.IsWhatsApp),
        "page" => Channel.All.Single(channel => channel.Platform == "Messenger"),
        "instagram" => Channel.All.Single(channel => channel.Platform == "Instagram"),
        _ => null,
    };

    private static bool IsSigned(HttpRequest request, byte[] body, Channel channel) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Subscription.Sign(body, channel)), Encoding.UTF8.GetBytes(request.Headers[Subscription.SignatureHeader].ToString()));

    private void Read(Channel channel, JsonNode? item)
    {
        if (item.Text("message", "mid") is not { } id) return;
        if (item.Text("message", "is_echo") == "true") onReport(channel, id, Delivered);
        else onMessage(channel, Received(id, item.Text("message", "text"), DateTimeOffset.FromUnixTimeMilliseconds((long)item.At("timestamp")!)));
    }

    private void ReadWhatsApp(Channel channel, JsonNode? value)
    {
        foreach (var message in value.Each("messages"))
        {
            var seconds = long.Parse(message.Text("timestamp")!, System.Globalization.CultureInfo.InvariantCulture);
            onMessage(channel, Received(message.Text("id")!, message.Text("text", "body"), DateTimeOffset.FromUnixTimeSeconds(seconds)));
        }

        foreach (var status in value.Each("statuses"))
        {
            var problem = status.Each("errors").FirstOrDefault().Text("error_data", "details");
            onReport(channel, status.Text("id")!, status.Text("status") == "failed" ? new(MessageState.NotDelivered, $"The platform says: {problem}") : Delivered);
        }
    }

    private static Message Received(string id, string? text, DateTimeOffset time) =>
        new(id, true, text ?? "", time) { State = MessageState.Delivered };
}
