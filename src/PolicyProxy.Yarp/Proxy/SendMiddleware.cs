using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;
using Yarp.ReverseProxy.Forwarder;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Stands in the way of every send: reads it whole, lets it be judged, and forwards it or answers in the platform's stead.</summary>
internal sealed class SendMiddleware(
    RequestDelegate next, CurrentMessaging messaging, SendJudge judge, MessagingMetrics metrics, TimeProvider time)
{
    private static readonly Verdict NotUnderstood = new(false, Reason.NotUnderstood);

    private const long LongestBody = 4 * 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!PolicyRouteFinder.TryFind(context, messaging.Model.Sends, PolicyRoute.SendKey, out var route))
        {
            await next(context);
            return;
        }

        if (route is null)
        {
            await SendExchange.AnswerUnroutedAsync(context);
            return;
        }

        var exchange = new SendExchange(context, route);
        try
        {
            await HandleAsync(exchange, context, route);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            exchange.Tell(null, NotUnderstood);
            await exchange.AnswerAsync(new(AnswerKind.NotUnderstood, "the request's body is malformed or came too slowly"), exception.StatusCode);
        }
    }

    private async Task HandleAsync(SendExchange exchange, HttpContext context, PolicyRoute route)
    {
        if (IsUpgrade(context))
        {
            await RefuseAsync(exchange, "a connection cannot be upgraded or tunnelled through this gateway");
            return;
        }

        var request = ReadHead(context, route);
        var (api, target) = FindTarget(route, request);
        if (target.Problem is { } problem)
        {
            await RefuseAsync(exchange, problem);
            return;
        }

        if (!target.MayHoldSend)
        {
            exchange.PassAsNoSend();
            await ForwardAsync(exchange, context);
            return;
        }

        if (await RequestBody.ReadAsync(context, LongestBody) is not { } body)
        {
            exchange.Tell(null, NotUnderstood);
            metrics.Send(exchange.Outcome);
            await exchange.AnswerAsync(new(AnswerKind.TooLarge, "the request's body is larger than 4 MiB"));
            return;
        }

        exchange.Body = body;
        var reading = api.ReadSends(target, request, body.Bytes);
        context.Request.Path = target.CanonicalPath;
        await JudgeAsync(exchange, context, route, reading);
    }

    private async Task JudgeAsync(SendExchange exchange, HttpContext context, PolicyRoute route, SendReading reading)
    {
        if (reading.Problem is { } problem)
        {
            exchange.Platform = reading.Platform;
            await RefuseAsync(exchange, problem);
            return;
        }

        if (reading.Send is not { } send)
        {
            exchange.PassAsNoSend();
            await ForwardAsync(exchange, context);
            return;
        }

        exchange.Platform = send.Platforms[0];
        if (route.ChannelsFor(send.Platforms, send.Account) is not { Count: > 0 } channels)
        {
            await RefuseAsync(exchange, $"this route has no channel of {string.Join(" or ", send.Platforms)}");
            return;
        }

        var (channel, verdict) = await judge.JudgeAsync(channels, send, context.RequestAborted);
        exchange.Channel = channel;
        if (verdict is not { } decided)
        {
            await RefuseAsync(exchange, "the path names no phone number id, and the route fixes none");
            return;
        }

        exchange.Tell(send, decided);
        metrics.Send(exchange.Outcome);
        if (decided.IsAllowed || channel.IsObserving) await ForwardAsync(exchange, context);
        else await exchange.AnswerAsync(Answer(channel, decided));
    }

    private GatewayAnswer Answer(Channel channel, in Verdict verdict) => verdict.IsTemporary
        ? new(AnswerKind.StoreUnavailable, "the reply window cannot be looked up at the moment")
        : NotDeliveredText.For(channel.Platform.Name, channel.Policy, verdict, time.GetUtcNow());

    private async Task RefuseAsync(SendExchange exchange, string problem)
    {
        exchange.Tell(null, NotUnderstood);
        metrics.Send(exchange.Outcome);
        if (exchange.IsObserving) await ForwardAsync(exchange, exchange.Context);
        else await exchange.AnswerAsync(new(AnswerKind.NotUnderstood, problem));
    }

    private async Task ForwardAsync(SendExchange exchange, HttpContext context)
    {
        exchange.PassBodyOn();
        await next(context);
        if (context.Response.HasStarted || context.Features.Get<IForwarderErrorFeature>() is null) return;
        if (context.RequestAborted.IsCancellationRequested) return;
        await exchange.AnswerAsync(context.Response.StatusCode == StatusCodes.Status504GatewayTimeout
            ? new(AnswerKind.PlatformTimeout, "the platform did not answer in time, whether it took the message is not known")
            : new(AnswerKind.PlatformUnreachable, "the platform could not be reached"));
    }

    private static (IMessagingApi Api, SendTarget Target) FindTarget(PolicyRoute route, in ApiRequest request)
    {
        var (api, target) = (route.Apis[0], SendTarget.None);
        foreach (var candidate in route.Apis)
        {
            (api, target) = (candidate, candidate.ReadTarget(request));
            if (target.MayHoldSend || target.Problem is not null) break;
        }

        return (api, target);
    }

    private static ApiRequest ReadHead(HttpContext context, PolicyRoute route)
    {
        var (path, query) = RawTarget.Of(context);
        var headers = context.Request.Headers;
        return new()
        {
            Method = context.Request.Method,
            Path = path,
            Query = query,
            FixedAccount = route.Account,
            HasBody = context.Request.ContentLength > 0 || headers.TransferEncoding.Count > 0,
            ContentType = context.Request.ContentType,
            ContentEncoding = headers.ContentEncoding.Count == 0 ? null : headers.ContentEncoding.ToString(),
        };
    }

    // An offer of cleartext HTTP/2, which some client libraries make by themselves, is not taken up and does no harm.
    private static bool IsUpgrade(HttpContext context) =>
        HttpMethods.IsConnect(context.Request.Method)
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
        || (context.Request.Headers.Upgrade.Count > 0 && !context.Request.Headers.Upgrade.ToString().Equals("h2c", StringComparison.OrdinalIgnoreCase));
}
