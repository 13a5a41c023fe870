using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Simulator.Network;

namespace PolicyProxy.Simulator.Platform;

/// <summary>The platform's API: takes the company's messages, delivers what its own rule permits, and says by webhook what became of them.</summary>
/// <param name="phones">The clients' phones.</param>
/// <param name="clock">The clock.</param>
/// <param name="webhooks">Carries the webhooks.</param>
internal sealed partial class GraphApi(IReadOnlyCollection<Phone> phones, TimeProvider clock, WebhookSender webhooks)
{
    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var answer = Answer(context.Request, await reader.ReadToEndAsync(context.RequestAborted));
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        await context.Response.WriteAsync(answer.Body.ToJsonString(), context.RequestAborted);
    }

    private GraphAnswer Answer(HttpRequest request, string body)
    {
        var path = SendPath().Match(request.Path);
        var phone = phones.FirstOrDefault(phone => path.Groups[1].Value == phone.Channel.Account);
        if (phone is null || !HttpMethods.IsPost(request.Method))
            return GraphAnswer.Invalid("Unsupported request: this simulated platform knows POST /vN.N/ACCOUNT/messages only.");
        if (!request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.Ordinal)) return GraphAnswer.NoToken;
        if (SentMessage.Read(phone.Channel, body) is not { } message)
            return GraphAnswer.Invalid("This simulated platform takes texts and templates in JSON only.");
        return message.To == phone.Channel.Contact ? Take(phone, message, request, body) : GraphAnswer.Invalid("No matching user found.");
    }

    private GraphAnswer Take(Phone phone, SentMessage message, HttpRequest request, string body)
    {
        var (channel, now, id) = (phone.Channel, clock.GetUtcNow(), WebhookBody.NewId(phone.Channel));
        if (!phone.Take(message, now).IsDelivered)
        {
            if (!channel.IsWhatsApp) return GraphAnswer.WindowClosed(channel);
            webhooks.Deliver(channel, WebhookBody.Failure(channel, id, now));
            return GraphAnswer.Taken(channel, id);
        }

        var answer = GraphAnswer.Taken(channel, id);
        var exchange = new Exchange("The gateway to the platform", WireText.Of(request, body), WireText.Of(answer.Status, answer.Body));
        phone.Timeline.Add(new(id, false, message.Text, now) { State = MessageState.Delivered, Exchanges = [exchange] });
        webhooks.Deliver(channel, WebhookBody.Confirmation(channel, id, message.Text, now));
        return answer;
    }

    [GeneratedRegex(@"^/v\d+\.\d+/(\d+)/messages$")]
    private static partial Regex SendPath();
}
