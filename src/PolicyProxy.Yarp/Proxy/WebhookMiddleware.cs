using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Captures webhooks on their way to the helpdesk: verifies, records, forwards, in this order.</summary>
internal sealed class WebhookMiddleware(
    RequestDelegate next, RequestBodyReader bodies, IWindowStore store, ContactTies ties, MessagingMetrics metrics, TimeProvider time, ILogger<WebhookMiddleware> logger)
{
    // Platforms send up to 3 MB.
    private const long LongestBody = 4 * 1024 * 1024;

    public Task InvokeAsync(HttpContext context) =>
        PolicyRouteFinder.FindWebhook(context) is { } route ? HandleAsync(context, route) : next(context);

    private Task HandleAsync(HttpContext context, PolicyRoute route)
    {
        var outcome = MessagingOutcome.Begin(context, "webhook");
        if (HttpMethods.IsPost(context.Request.Method)) return CaptureAsync(context, outcome, route);
        if (HttpMethods.IsGet(context.Request.Method))
        {
            outcome.Reason = "handshake";
            return next(context);
        }

        context.Response.Headers.Allow = "GET, POST";
        return AnswerAsync(context, outcome, StatusCodes.Status405MethodNotAllowed, WebhookResult.MethodNotAllowed);
    }

    private async Task CaptureAsync(HttpContext context, MessagingOutcome outcome, PolicyRoute route)
    {
        RequestBody body;
        BodyProblem problem;
        try
        {
            (body, problem) = await bodies.ReadAsync(context, LongestBody, route.Limits);
        }
        catch (BadHttpRequestException exception)
        {
            await AnswerAsync(context, outcome, exception.StatusCode, WebhookResult.Malformed);
            return;
        }

        if (problem == BodyProblem.Overloaded)
        {
            context.Response.Headers.RetryAfter = "5";
            await AnswerAsync(context, outcome, StatusCodes.Status503ServiceUnavailable, WebhookResult.Overloaded);
            return;
        }

        if (problem == BodyProblem.TooLarge)
        {
            await AnswerAsync(context, outcome, StatusCodes.Status413PayloadTooLarge, WebhookResult.TooLarge);
            return;
        }

        var receivedAt = time.GetUtcNow();
        var channels = Verified(context, route, body, receivedAt);
        if (channels.Count == 0)
        {
            body.Discard();
            await AnswerAsync(context, outcome, StatusCodes.Status401Unauthorized, WebhookResult.BadSignature);
            return;
        }

        if (WebhookSources.Find(channels, body) is { } sources) context.Features.Set(sources);
        var isUnderstood = TryReadContacts(route, channels, body, receivedAt, out var contacts, out var changed);
        var records = Records(channels, contacts, outcome);
        outcome.Reason = isUnderstood ? records.Count > 0 ? WebhookResult.Recorded : WebhookResult.NothingToRecord : WebhookResult.NotUnderstood;
        try
        {
            // At once, so that a slow store is waited for once. What is learned of contacts that are not recorded does no harm.
            var recording = records.Count > 0 ? store.RecordAsync(records, CancellationToken.None) : Task.CompletedTask;
            if (changed.Count > 0 || contacts.Exists(contact => contact.Contacts.Count > 1)) await Task.WhenAll(recording, LearnAsync(channels, contacts, changed));
            else await recording;
        }
        catch (WindowStoreException exception)
        {
            // Recorded nowhere, not even in a journal, so not forwarded: the platform redelivers, and nothing is lost.
            Log.NotRecorded(logger, exception.Message);
            body.Discard();
            context.Response.Headers.RetryAfter = "5";
            await AnswerAsync(context, outcome, StatusCodes.Status503ServiceUnavailable, WebhookResult.StoreUnavailable);
            return;
        }

        metrics.Webhook(outcome.Reason);
        body.PassOn();
        await next(context);
    }

    /// <summary>The channels that may be recorded: those that hold the secret that made the signature.</summary>
    private static List<Channel> Verified(HttpContext context, PolicyRoute route, RequestBody body, DateTimeOffset receivedAt)
    {
        if (route.Channels[0].IgnoresSignature) return [.. route.Channels];

        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var verified = new List<Channel>(route.Channels.Count);
        foreach (var channel in route.Channels)
        {
            if (channel.Platform.Api.Proof is not { } proof || Only(context, proof.Header) is not { } header) continue;
            var webhook = new SignedWebhook(channel.PublicUrl, target, body.Bytes, receivedAt) { Time = Only(context, proof.TimeHeader) ?? "" };
            foreach (var secret in channel.Secrets)
            {
                if (!proof.Verify(header, webhook, secret)) continue;
                verified.Add(channel);
                break;
            }
        }

        return verified;
    }

    // A header that is there once; nothing where there is none to look for.
    private static string? Only(HttpContext context, string? header)
    {
        if (header is null) return "";
        return context.Request.Headers[header] is [{ } only] ? only : null;
    }

    private static bool TryReadContacts(
        PolicyRoute route, List<Channel> channels, RequestBody body, DateTimeOffset receivedAt, out List<ClientContact> contacts, out List<ClientContact> changed)
    {
        (contacts, changed) = ([], []);
        var isUnderstood = false;
        foreach (var api in route.Apis)
        {
            if (!channels.Exists(channel => channel.Platform.Api == api)) continue;
            isUnderstood |= api.TryReadClientContacts(body.Bytes, receivedAt, contacts);
            changed.AddRange(api.ReadChangedContacts(body.Bytes));
        }

        return isUnderstood;
    }

    private List<WindowRecord> Records(List<Channel> channels, List<ClientContact> contacts, MessagingOutcome outcome)
    {
        var records = new List<WindowRecord>(contacts.Count);
        foreach (var contact in contacts)
        {
            foreach (var channel in channels)
            {
                if (!Concerns(channel, contact)) continue;
                var before = records.Count;
                foreach (var id in contact.Contacts)
                {
                    if (channel.Record(contact.Account, id, contact.Time) is not { } record) continue;

                    // A client with several ids is told of once.
                    records.Add(records.Count == before ? record : record with { NotifyAfter = TimeSpan.Zero });
                }

                if (records.Count == before) continue;
                metrics.ClientContact(channel.Name);
                outcome.Channel = outcome.Channel is null || outcome.Channel == channel.Name ? channel.Name : "several";
            }
        }

        return records;
    }

    private async Task LearnAsync(List<Channel> channels, List<ClientContact> contacts, List<ClientContact> changed)
    {
        foreach (var channel in channels.Where(channel => channel.Platform.HasSeveralIds))
        {
            var told = contacts.Where(contact => contact.Contacts.Count > 1 && Concerns(channel, contact));
            await ties.LearnAsync(channel, told.Select(contact => (contact.Account, contact.Contacts)));
            await ties.BreakAsync(channel, changed.Where(contact => Concerns(channel, contact)));
        }
    }

    private static bool Concerns(Channel channel, ClientContact contact) =>
        channel.Platform.Name == contact.Platform && channel.IsFor(contact.Account ?? channel.OnlyAccount);

    private Task AnswerAsync(HttpContext context, MessagingOutcome outcome, int status, string result)
    {
        outcome.Reason = result;
        metrics.Webhook(result);
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
