using PolicyProxy.Chaos.History;
using PolicyProxy.Chaos.Proof;
using static PolicyProxy.Chaos.SelfTests.HonestHistory;

namespace PolicyProxy.Chaos.SelfTests;

/// <summary>Doctored answers "closed" and final values, with and without faults that excuse them. The writer's webhook went through gateway a.</summary>
internal static class DoctoredStore
{
    private static readonly FaultSpan Away = new("store away", At(9.5), At(11)) { StoreAway = ["a"] };
    private static readonly FaultSpan Flush = new("FLUSHALL", At(12), At(12.01)) { LosesData = true };
    private static readonly FaultSpan Killed = new("SIGKILL", At(12.5), At(13)) { Down = "a" };

    public static readonly IReadOnlyList<DoctoredCase> Cases =
    [
        new("closed in an open window", Kinds.FalseClosed, history => Closed(history, "a", 16)),
        new("closed in an open window, at the other gateway", Kinds.FalseClosed, history => Closed(history, "b", 16)),
        new("closed while the webhook was under way", null, history => Closed(history, "a", 10.05)),
        new("closed as the window closed", null, history => Closed(history, "a", End - 0.05)),
        new("closed, with the store away, at the gateway that knows", Kinds.FalseClosed, history => Closed(history, "a", 12, Away)),
        new("closed, with the store away, at the other gateway", null, history => Closed(history, "b", 12, Away)),
        new(
            "closed at the other gateway when the first has said that its journal is empty", Kinds.FalseClosed,
            history => Closed(history, "b", 13, Away)),
        new(
            "closed at the other gateway, its own store away", Kinds.FalseClosed,
            history => Closed(history, "b", 12, Away with { StoreAway = ["b"] })),
        new(
            "closed at the other gateway, the knowing one not yet back", null,
            history => Closed(history, "b", 20.5, Away, Killed with { Start = At(11.2), End = At(20) })),
        new("closed at the other gateway when the first waited long for the store", null, history => Closed(Slow(history), "b", 11.5)),
        new(
            "closed at the other gateway long after the first waited for the store", Kinds.FalseClosed,
            history => Closed(Slow(history), "b", 13)),
        new("closed after the store lost its data", Kinds.FalseClosed, history => Closed(history, "b", 16, Flush)),
        new("closed after the store lost its data and the gateway its memory", null, history => Closed(history, "b", 16, Flush, Killed)),
        new("closed after a gateway lost its memory", Kinds.FalseClosed, history => Closed(history, "b", 16, Killed)),

        new("a final value that is too small", Kinds.StoredTooEarly, history => Stored(history, $"{Ms(8)}", Ms(8))),
        new("no final value", Kinds.StoredTooEarly, history => Stored(history, null)),
        new(
            "no final value after the store lost its data", Kinds.StoredTooEarly,
            history => Stored(history, null) with { Faults = [Flush] }),
        new(
            "no final value after the store lost its data and the gateway its memory", null,
            history => Stored(history, null) with { Faults = [Flush, Killed] }),
        new("no final value of a client who wrote days ago", null, history => history with
        {
            Webhooks = [.. history.Webhooks, Webhook("old", "a", 20, 200, new ClientEvent(Stranger, Ms(-3 * 86400)))],
            Helpdesk = [.. history.Helpdesk, Arrival("old", 20)],
        }),
        new("a final value that nobody told", Kinds.StoredUnexplained, history => Stored(history, $"{Ms(9.5)}")),
        new("a final value that is none", Kinds.StoredUnexplained, history => Stored(history, "what")),
        new(
            "a final value of a stranger", Kinds.StoredUnexplained,
            history => history with { Stored = new Dictionary<string, string>(history.Stored) { [Stranger] = $"{Ms(12)}" } }),
        new("a later final value by a webhook that failed", null, history => Stored(history, $"{Ms(20)}", Ms(20))),
        new("a final value beyond the time of receipt", Kinds.StoredUnexplained, history => Stored(history, $"{Ms(3600)}", Ms(3600))),
    ];

    private static RunHistory Closed(RunHistory history, string gateway, double start, params FaultSpan[] faults) =>
        history with { Sends = [.. history.Sends, Send("one more", Writer, gateway, start, Outcome.Closed)], Faults = faults };

    private static RunHistory Slow(RunHistory history) =>
        history with { Webhooks = [history.Webhooks[0] with { End = history.Webhooks[0].Start.Plus(TimeSpan.FromSeconds(0.6)) }, .. history.Webhooks.Skip(1)] };

    // With a delivery that failed of an event of each given time.
    private static RunHistory Stored(RunHistory history, string? value, params long[] failed)
    {
        var stored = new Dictionary<string, string>(history.Stored);
        stored.Remove(Writer);
        if (value is not null) stored[Writer] = value;
        var events = failed.Select(time => new ClientEvent(Writer, time)).ToArray();
        return history with { Stored = stored, Webhooks = [.. history.Webhooks, Webhook("failed", "a", 20, 502, events)] };
    }
}
