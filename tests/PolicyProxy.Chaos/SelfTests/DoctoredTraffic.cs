using PolicyProxy.Chaos.History;
using PolicyProxy.Chaos.Proof;
using static PolicyProxy.Chaos.SelfTests.HonestHistory;

namespace PolicyProxy.Chaos.SelfTests;

/// <summary>Doctored webhooks, sends and verdicts.</summary>
internal static class DoctoredTraffic
{
    public static readonly IReadOnlyList<DoctoredCase> Cases =
    [
        new("nothing", null, history => history),
        new(
            "a webhook that the helpdesk never got", Kinds.LostWebhook,
            history => history with { Helpdesk = [.. history.Helpdesk.Skip(1)] }),
        new(
            "a webhook with other bytes", Kinds.LostWebhook,
            history => history with { Helpdesk = [history.Helpdesk[0] with { Hash = "other" }, .. history.Helpdesk.Skip(1)] }),
        new(
            "a forged webhook at the helpdesk", Kinds.ForgedWebhook,
            history => history with { Helpdesk = [.. history.Helpdesk, Arrival("forged", 12)] }),
        new(
            "a forged webhook acknowledged", Kinds.ForgedWebhook,
            history => history with { Webhooks = [.. history.Webhooks.Select(webhook => webhook.IsForged ? webhook with { Status = 200 } : webhook)] }),
        new(
            "a webhook that failed and never came", null,
            history => history with { Webhooks = [.. history.Webhooks, Webhook("failed", "a", 14, 502)] }),

        new("a send just before the window's end", null, history => Sent(history, Writer, End - 0.1, End - 0.05)),
        new("a send begun at the window's end", Kinds.OutsideWindow, history => Sent(history, Writer, End + 0.002, End + 0.05)),
        new("a send on its way at the window's end", null, history => Sent(history, Writer, End - 0.01, End + 0.09)),
        new("a send held back past the window's end", Kinds.OutsideWindow, history => Sent(history, Writer, End - 1, End + 1.1)),
        new("a send to a stranger", Kinds.OutsideWindow, history => Sent(history, Stranger, 20, 20.05)),
        new("a send before the client's first event is delivered", Kinds.OutsideWindow, history => Sent(history, Writer, 9.5, 9.55)),
        new("a send by an event that failed but was delivered", null, history => Sent(
            history with { Webhooks = [.. history.Webhooks, Webhook("failed", "a", 14, 0, new ClientEvent(Stranger, Ms(14)))] }, Stranger, 20, 20.05)),
        new(
            "a send forwarded twice", Kinds.Duplicate,
            history => history with { Platform = [.. history.Platform, Arrival("inside", 15.01)] }),
        new(
            "a send with other bytes", Kinds.ChangedSend,
            history => history with { Platform = [history.Platform[0] with { Hash = "other" }, .. history.Platform.Skip(1)] }),

        new(
            "a delivered send that the platform never got", Kinds.FalseVerdict,
            history => history with { Platform = [.. history.Platform.Skip(1)] }),
        new(
            "a refused send that the platform got", Kinds.FalseVerdict,
            history => With(history, Send("refused", Writer, "a", 16, Outcome.Refused), 16)),
        new(
            "a temporary answer to a send that the platform got", Kinds.FalseVerdict,
            history => With(history, Send("later", Writer, "a", 16, Outcome.Temporary), 16)),
        new(
            "a temporary answer inside the window", null,
            history => history with { Sends = [.. history.Sends, Send("later", Writer, "a", 16, Outcome.Temporary)] }),
        new(
            "a success without a verdict", Kinds.FalseVerdict,
            history => history with { Sends = [history.Sends[0] with { Verdict = null }, .. history.Sends.Skip(1)] }),
        new(
            "an open window that was closed", Kinds.FalseVerdict,
            history => history with { Sends = [history.Sends[0] with { Reason = "window-open", Closes = At(14).Wall }, .. history.Sends.Skip(1)] }),
        new(
            "a gateway that does not stop", Kinds.BadStop,
            history => history with { Faults = [new("SIGTERM", At(30), At(31)) { Down = "a", Note = "stopped badly: exit code 134" }] }),
    ];

    private static RunHistory Sent(RunHistory history, string conversation, double start, double arrival)
    {
        var sent = Send("one more", conversation, "a", start, Outcome.Delivered) with { End = At(arrival + 0.05) };
        return history with { Sends = [.. history.Sends, sent], Platform = [.. history.Platform, new(["one more"], sent.Hash, At(arrival))] };
    }

    private static RunHistory With(RunHistory history, SendAttempt send, double at) =>
        history with { Sends = [.. history.Sends, send], Platform = [.. history.Platform, Arrival(send.Elements[0].Id, at)] };
}
