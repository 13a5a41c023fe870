using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using PolicyProxy.Platforms;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Judges the sends of a batch one by one: forwards what may go in one batch, and answers the rest in its place.</summary>
internal sealed class BatchSends(SendAdmission admission)
{
    /// <summary>Does what the policy says to a batch.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="forward">Forwards the request.</param>
    public async Task FollowAsync(SendExchange exchange, SendBatch batch, Func<SendExchange, ForwardedRequest?, Task> forward)
    {
        var decisions = await JudgeAsync(exchange, batch);
        exchange.Tell(decisions.OfType<SendDecision>().ToList());

        var steps = decisions.Select(decision => decision switch
        {
            { IsForwarded: false } => BatchStep.Refuse,
            { AddsTag: true } => BatchStep.ForwardTagged,
            _ => BatchStep.Forward,
        }).ToList();
        var refusals = decisions.Select(decision => decision is { IsForwarded: false } ? Word(exchange, decision) : null).ToList();
        if (!steps.Contains(BatchStep.Refuse))
        {
            await forward(exchange, batch.Forward(steps));
            return;
        }

        var answer = steps.TrueForAll(step => step == BatchStep.Refuse)
            ? Nothing(exchange)
            : await ForwardAsync(exchange, batch.Forward(steps), forward);
        if (answer is { } body) await AnswerAsync(exchange.Context.Response, batch.Answer(body, refusals) ?? body);
    }

    private async Task<SendDecision?[]> JudgeAsync(SendExchange exchange, SendBatch batch)
    {
        var decisions = new SendDecision?[batch.Elements.Count];
        for (var i = 0; i < decisions.Length; i++)
        {
            if (batch.Elements[i] is { Send: null, Problem: null }) continue;
            decisions[i] = await admission.AdmitAsync(exchange.Context, exchange.Route, batch.Elements[i], isElement: true);
        }

        // What was refused takes along what refers to it, and that what refers to that.
        while (Dependent(batch, decisions) is var dependent and >= 0)
        {
            decisions[dependent] = SendJudge.NotUnderstood(
                exchange.Route, batch.Elements[dependent].Platforms, "it refers to an element of the batch that was refused") with
            { IsObserved = false };
        }

        return decisions;
    }

    private static int Dependent(SendBatch batch, SendDecision?[] decisions) => Array.FindIndex(
        [.. Enumerable.Range(0, decisions.Length)],
        i => decisions[i] is not { IsForwarded: false } && batch.Needs(i).Any(other => decisions[other] is { IsForwarded: false }));

    private static PlatformAnswer Word(SendExchange exchange, SendDecision decision)
    {
        var answer = decision.Channel.Platform.Word(decision.Refusal!, decision.Channel.Login, exchange.Context.TraceIdentifier);
        return answer with { Headers = [.. answer.Headers, .. SendExchange.Headers(decision)] };
    }

    private static ReadOnlyMemory<byte>? Nothing(SendExchange exchange)
    {
        exchange.DropBody();
        exchange.Context.Response.ContentType = "application/json; charset=UTF-8";
        return ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>Forwards what is left and keeps the platform's answer; null when the answer has gone out already.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ForwardAsync(
        SendExchange exchange, ForwardedRequest? rest, Func<SendExchange, ForwardedRequest?, Task> forward)
    {
        // A compressed answer could not be put together with ours.
        exchange.Context.Request.Headers.Remove(HeaderNames.AcceptEncoding);
        var response = exchange.Context.Response;
        var connection = response.Body;
        using var answer = new MemoryStream();
        response.Body = answer;
        try
        {
            await forward(exchange, rest);
        }
        finally
        {
            response.Body = connection;
        }

        return response.HasStarted ? null : answer.ToArray();
    }

    private static async Task AnswerAsync(HttpResponse response, ReadOnlyMemory<byte> body)
    {
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body);
    }
}
