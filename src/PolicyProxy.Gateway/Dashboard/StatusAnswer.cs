using Microsoft.Extensions.Diagnostics.HealthChecks;
using PolicyProxy.Gateway.Admin;
using PolicyProxy.Stores;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Gateway.Dashboard;

/// <summary>The answer of <c>/status</c>: what the dashboard shows but for verdicts and windows, which have paths of their own.</summary>
internal static class StatusAnswer
{
    /// <summary>Answers with the traffic of the span that <c>?span=</c> names, 15 minutes by default.</summary>
    public static async Task WriteAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var asked = context.Request.Query["span"] is { Count: > 0 } given ? given.ToString() : TrafficSpan.All[0].Name;
        if (TrafficSpan.All.FirstOrDefault(span => span.Name == asked) is not { } span)
        {
            await AdminAnswers.RefuseAsync(
                context, StatusCodes.Status400BadRequest, $"span: is not right; {string.Join(" or ", TrafficSpan.All.Select(span => span.Name))} belongs here.");
            return;
        }

        var health = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(context.RequestAborted);
        var store = services.GetRequiredService<JournaledWindowStore>();
        await context.Response.WriteAsJsonAsync(new
        {
            time = services.GetRequiredService<TimeProvider>().GetUtcNow(),
            health = HealthAnswer.Describe(health),
            store = new
            {
                provider = services.GetRequiredService<CurrentMessaging>().Model.Options.Store.Provider.ToString(),
                latencyMs = Math.Round(health.Entries["store"].Duration.TotalMilliseconds, 2),
                waitingRecords = store.WaitingRecords,
            },
            channels = services.GetRequiredService<CurrentMessaging>().Model.Channels.Select(Describe),
            traffic = Describe(services.GetRequiredService<TrafficHistory>().Read(span)),
        });
    }

    private static object Describe(Channel channel) => new
    {
        name = channel.Name,
        platform = channel.Platform.Name,
        mode = channel.IsObserving ? nameof(ChannelMode.Observe) : nameof(ChannelMode.Enforce),
        windowHours = channel.Policy.Window.TotalHours,
        closeEarlySeconds = channel.Policy.CloseEarly.TotalSeconds,
        messagesPerWindow = channel.Policy.MessagesPerWindow,
        extendedHours = channel.Policy.Extended?.Length.TotalHours,
        allowedOutsideWindow = channel.Policy.AllowedOutsideWindow.Order().Select(kind => kind.ToString()),
        unknownContacts = channel.Policy.UnknownContacts.ToString(),
        signature = channel.IgnoresSignature ? nameof(SignatureRule.Ignored) : nameof(SignatureRule.Required),
        lacksSecret = channel.LacksSecret,
        accounts = channel.Accounts.Order(),
        windowIsPerAccount = channel.Platform.WindowIsPerAccount,
    };

    private static object Describe(Traffic traffic) => new
    {
        span = traffic.Span.Name,
        bucketSeconds = traffic.Span.Bucket.TotalSeconds,
        begins = traffic.Begins,
        since = traffic.Since,
        sends = from pair in traffic.Counts
                where pair.Key.Counter == TrafficHistory.Sends
                select new { pair.Key.Channel, pair.Key.Verdict, pair.Key.Reason, counts = pair.Value },
        webhooks = from pair in traffic.Counts
                   where pair.Key.Counter == TrafficHistory.Webhooks
                   select new { pair.Key.Result, counts = pair.Value },
    };
}
