using Microsoft.AspNetCore.Http;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>
/// Lets the policy decide a send, and then the rate limit of its route: what the policy refuses does not reach the platform, and so costs
/// no permit.
/// </summary>
internal sealed class SendAdmission(SendJudge judge, CountedSends counted, RateLimits rateLimits, MessagingMetrics metrics)
{
    /// <summary>Decides what was read from a request, or from an element of a batch.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">The route it came in on.</param>
    /// <param name="reading">What was read: a send, or a problem.</param>
    /// <param name="isElement">Whether it is an element of a batch: it does not wait, since the verdicts on others would be old by then.</param>
    public ValueTask<SendDecision> AdmitAsync(HttpContext context, PolicyRoute route, SendReading reading, bool isElement = false)
    {
        var judging = judge.JudgeAsync(route, reading, context.Request.Headers, context.RequestAborted);
        return route.RateLimit is null ? judging : LimitAsync(context, route, reading, isElement, judging);
    }

    private async ValueTask<SendDecision> LimitAsync(
        HttpContext context, PolicyRoute route, SendReading reading, bool isElement, ValueTask<SendDecision> judging)
    {
        var decision = await judging;
        if (!decision.IsForwarded) return decision;
        var limit = route.RateLimit!;
        var taking = rateLimits.TakeAsync(context, limit, decision.Send?.Account ?? AccessToken.Mark(context.Request), mayWait: !isElement);
        var hasToWait = !taking.IsCompleted;

        // What waits is not sent as yet, and may never be: it is counted anew when it is judged anew.
        if (hasToWait) await counted.GiveBackAsync(decision);
        using var lease = await taking;
        if (!lease.IsAcquired)
        {
            if (!hasToWait) await counted.GiveBackAsync(decision);
            return Throttle(context, decision, limit, RateLimits.RetryAfterSeconds(lease, limit));
        }

        // The window may have closed in the meantime.
        return hasToWait ? await judge.JudgeAsync(route, reading, context.Request.Headers, context.RequestAborted) : decision;
    }

    // Even where verdicts are only told: the limit is no verdict of the policy's.
    private SendDecision Throttle(HttpContext context, SendDecision decision, RateLimit limit, int retryAfterSeconds)
    {
        metrics.Throttled(context);
        var cause = $"this gateway's limit of {limit.Options.PermitLimit} in {limit.Options.WindowSeconds} s is reached, and nothing was sent";
        return decision with
        {
            Verdict = decision.Verdict with { IsAllowed = false, Reason = Reason.Throttled },
            Refusal = new(AnswerKind.Throttled, cause) { RetryAfterSeconds = retryAfterSeconds },
            IsObserved = false,
            Counted = null,
        };
    }
}
