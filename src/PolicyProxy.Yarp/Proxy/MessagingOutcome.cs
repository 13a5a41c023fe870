using Microsoft.AspNetCore.Http;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>What the policy did with a request, for the log line and whoever else tells of it.</summary>
public sealed class MessagingOutcome
{
    private SendDecision? _decision;
    private IReadOnlyCollection<SendDecision>? _batch;

    /// <summary>What kind of request it was: <c>send</c>, <c>webhook</c>, or <c>proxy</c> for anything else.</summary>
    public string Kind { get; internal set; } = "proxy";

    /// <summary>The channel's name; null when none was chosen.</summary>
    public string? Channel { get; internal set; }

    /// <summary>The client, masked to the last four characters; null when the request names none.</summary>
    public string? Contact => _decision?.Send?.Contact is { } contact ? ConversationId.Mask(contact) : null;

    /// <summary>What was decided of each send in the request. It has whole ids of contacts in it, which no log may have.</summary>
    public IReadOnlyCollection<SendDecision> Decisions => _batch ?? (_decision is null ? [] : [_decision]);

    /// <summary>The word of <c>X-Policy-Verdict</c>; null for what is no send.</summary>
    public string? Verdict { get; internal set; }

    /// <summary>The word of <c>X-Policy-Reason</c>, or what became of a webhook; null for what the policy is not about.</summary>
    public string? Reason { get; internal set; }

    /// <summary>What clients did by a webhook that opened no window of its channels, since it cannot be read.</summary>
    public IReadOnlyList<UnreadableEvent> Unreadable { get; internal set; } = [];

    /// <summary>The outcome of the request, or null when the policy has not seen it.</summary>
    public static MessagingOutcome? Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<MessagingOutcome>();
    }

    internal static MessagingOutcome Begin(HttpContext context, string kind)
    {
        var outcome = new MessagingOutcome { Kind = kind };
        context.Features.Set(outcome);
        return outcome;
    }

    internal void Set(SendDecision decision)
    {
        _decision = decision;
        Channel = decision.Channel.Name;
        Verdict = Word(decision);
        Reason = decision.Verdict.Reason.Word();
    }

    internal void SetBatch(IReadOnlyCollection<SendDecision> decisions)
    {
        _batch = decisions;
        Kind = "batch";
        Channel = decisions.Select(decision => decision.Channel.Name).Distinct().Count() == 1 ? decisions.First().Channel.Name : "several";
        Verdict = decisions.Select(Word).Distinct().Count() == 1 ? Word(decisions.First()) : "mixed";
    }

    /// <summary>A decision's word for <c>X-Policy-Verdict</c>.</summary>
    public static string Word(SendDecision decision) => decision switch
    {
        { IsObserved: true } => "observed",
        { Verdict.IsAllowed: true } => "allowed",
        { Verdict.IsTemporary: true } => "temporary",
        _ => "refused",
    };
}
