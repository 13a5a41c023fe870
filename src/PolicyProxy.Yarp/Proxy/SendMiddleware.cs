using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;
using Yarp.ReverseProxy.Forwarder;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Stands in the way of every send: reads it whole, lets it be judged, and forwards it or answers in the platform's stead.</summary>
internal sealed class SendMiddleware(RequestDelegate next, RequestBodyReader bodies, SendAdmission admission, BatchSends batches, LaterRefusals later, AnswerTies answers, CountedSends counted, ForwardingLoop loop, MessagingMetrics metrics, ILogger<SendMiddleware> logger)
{
    private static readonly GatewayAnswer Malformed = new(AnswerKind.NotUnderstood, "the request's body is malformed or came too slowly");

    public Task InvokeAsync(HttpContext context) =>
        PolicyRouteFinder.FindSend(context) is { } route ? HandleAsync(new(context, route, metrics)) : next(context);

    private async Task HandleAsync(SendExchange exchange)
    {
        var context = exchange.Context;
        try
        {
            if (await ReadAsync(exchange) is { } reading) await FollowAsync(exchange, reading);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await RefuseAsync(exchange, Malformed, exception.StatusCode);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // A fault of the gateway's own: told in the log, and to the client in a form it can read.
            Log.RequestFailed(logger, exception);
            await exchange.AnswerAsync(new(AnswerKind.GatewayFailed, "an unexpected error of the gateway"));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone while the send waited; the body has not.
            exchange.DropBody();
            throw;
        }
    }

    /// <summary>Reads the request; null when it could not be and is answered.</summary>
    private async ValueTask<SendReading?> ReadAsync(SendExchange exchange)
    {
        var context = exchange.Context;
        if (SendRequest.IsTooLong(context))
        {
            await RefuseAsync(exchange, new(AnswerKind.TooLarge, "the request's path and query are longer than this gateway reads"), StatusCodes.Status414UriTooLong);
            return null;
        }

        var request = SendRequest.ReadHead(context, exchange.Route);
        var (api, target) = FindTarget(exchange.Route, request);
        if (SendRequest.Problem(context) is { } broken)
        {
            await RefuseAsync(exchange, new(AnswerKind.NotUnderstood, broken));
            return null;
        }

        if (target.Problem is { } problem) return SendReading.NotUnderstood(problem);
        if (!target.MayHoldSend) return SendReading.NotASend;

        var limits = exchange.Route.Limits;
        var (body, unread) = await bodies.ReadAsync(context, SendRequest.Limit(request, limits), limits);
        if (unread != BodyProblem.None)
        {
            await RefuseAsync(exchange, unread == BodyProblem.TooLarge
                ? new(AnswerKind.TooLarge, "the request's body is larger than this gateway reads")
                : new(AnswerKind.Overloaded, "this gateway has more requests to read at once than it can hold"));
            return null;
        }

        exchange.Body = body;
        if (api.ReadsHeaders) request = request with { Headers = SendRequest.Headers(context) };
        var reading = api.ReadSends(target, request, body.Bytes);
        context.Request.Path = target.CanonicalPath;
        return reading;
    }

    /// <summary>Does what the policy says to what was read.</summary>
    private Task FollowAsync(SendExchange exchange, SendReading reading)
    {
        if (reading.Batch is { } batch) return batches.FollowAsync(exchange, batch, ForwardAsync);
        if (reading is { Send: null, Problem: null })
        {
            exchange.PassAsNoSend();
            return ForwardAsync(exchange, reading.Rewritten);
        }

        var admitting = admission.AdmitAsync(exchange.Context, exchange.Route, reading);
        return admitting.IsCompletedSuccessfully ? FollowAsync(exchange, reading, admitting.Result) : FollowAsync(exchange, reading, admitting);
    }

    private async Task FollowAsync(SendExchange exchange, SendReading reading, ValueTask<SendDecision> admitting) =>
        await FollowAsync(exchange, reading, await admitting);

    private Task FollowAsync(SendExchange exchange, SendReading reading, SendDecision decision)
    {
        exchange.Tell(decision);
        if (decision.IsForwarded) return ForwardAsync(exchange, decision.AddsTag ? reading.WithHumanAgentTag!() : reading.Rewritten, decision);
        return LaterRefusals.IsLater(decision) ? RefuseLaterAsync(exchange, decision) : exchange.AnswerAsync(decision.Refusal!);
    }

    private async Task RefuseLaterAsync(SendExchange exchange, SendDecision decision)
    {
        if (await later.TryAcceptAsync(decision) is { } accepted) await exchange.AcceptAsync(accepted);
        else await exchange.AnswerAsync(decision.Refusal!);
    }

    private Task ForwardAsync(SendExchange exchange, ForwardedRequest? rewritten) => ForwardAsync(exchange, rewritten, null);

    private async Task ForwardAsync(SendExchange exchange, ForwardedRequest? rewritten, SendDecision? decision)
    {
        var context = exchange.Context;
        if (loop.HasClosed(context.Request))
        {
            await counted.GiveBackAsync(decision);
            await exchange.AnswerAsync(ForwardingLoop.Answer);
            return;
        }

        exchange.PassOn(rewritten);
        if (answers.MayLearn(decision)) await answers.FollowAsync(context, decision, next);
        else if (decision?.Counted is not null) await counted.FollowAsync(context, decision, next);
        else await next(context);

        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested || context.Features.Get<IForwarderErrorFeature>() is not { } error) return;
        if (error.Error == ForwarderError.RequestBodyClient) await exchange.AnswerAsync(Malformed, context.Response.StatusCode);
        else await exchange.AnswerAsync(Describe(error, context.Response.StatusCode));
    }

    private static GatewayAnswer Describe(IForwarderErrorFeature error, int status) => status switch
    {
        StatusCodes.Status504GatewayTimeout => new(AnswerKind.PlatformTimeout, "the platform did not answer in time, whether it took the message is not known"),
        _ when CountedSends.HasNotBegun(error) => new(AnswerKind.PlatformUnreachable, "the platform could not be reached"),
        _ => new(AnswerKind.PlatformBrokeOff, "the platform broke the connection off, whether it took the message is not known"),
    };

    private static async Task RefuseAsync(SendExchange exchange, GatewayAnswer answer, int? status = null)
    {
        // Even where verdicts are only told: what is broken, or not there, cannot be forwarded.
        var decision = SendJudge.NotUnderstood(exchange.Route, [], answer.Cause) with { IsObserved = false };

        // Of the reasons there are this is the one for what may go later; as with a store that is away, nothing is known of the window.
        exchange.Tell(answer.Kind == AnswerKind.Overloaded ? decision with { Verdict = new(false, Reason.StoreUnavailable) } : decision);
        await exchange.AnswerAsync(answer, status);
    }

    private static (IMessagingApi Api, SendTarget Target) FindTarget(PolicyRoute route, in ApiRequest request)
    {
        var (api, target) = (route.Apis[0], SendTarget.None);
        for (var i = 0; i < route.Apis.Count; i++)
        {
            (api, target) = (route.Apis[i], route.Apis[i].ReadTarget(request));
            if (target.MayHoldSend || target.Problem is not null) break;
        }

        return (api, target);
    }
}
