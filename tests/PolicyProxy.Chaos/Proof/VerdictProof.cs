using PolicyProxy.Chaos.Faults;
using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.Proof;

/// <summary>No answer contradicts what happened: what was delivered was forwarded, what was refused was not; and gateways stop as promised.</summary>
internal static class VerdictProof
{
    public static Finding Prove(RunHistory history)
    {
        var forwarded = history.Platform.SelectMany(arrival => arrival.Ids).CountBy(id => id).ToDictionary();
        var violations = new List<Violation>();
        var (told, untold) = (0, 0);
        foreach (var send in history.Sends)
        {
            if (Contradiction(history, send) is { } contradiction) violations.Add(new(Kinds.FalseVerdict, $"{send}: {contradiction}"));
            foreach (var element in send.Elements)
            {
                var count = forwarded.GetValueOrDefault(element.Id);
                if (element.Outcome == Outcome.Unknown) untold++;
                else told++;
                // Twice is named as a duplicate already.
                if (element.Outcome == Outcome.Delivered && count == 0)
                    violations.Add(new(Kinds.FalseVerdict, $"{send}: {element.Id} was delivered, it says, but the platform never got it"));
                if (element.Outcome is Outcome.Closed or Outcome.Refused or Outcome.Temporary && count != 0)
                    violations.Add(new(Kinds.FalseVerdict, $"{send}: {element.Id} was not let through ({element.Outcome}), it says, but the platform got it"));
            }
        }

        violations.AddRange(history.Faults
            .Where(fault => fault.Note?.StartsWith(GatewayFaults.BadStop, StringComparison.Ordinal) == true)
            .Select(fault => new Violation(Kinds.BadStop, $"{fault}")));
        return new($"5. {told} sends became what their answers say; of {untold} the answer did not tell or did not come", violations);
    }

    private static string? Contradiction(RunHistory history, SendAttempt send)
    {
        if (send.Status == 200 && send.Verdict is null) return "a success without a verdict";
        return send.Reason == "window-open" && send.Closes is { } closes && closes + history.ClockSlack <= send.Start.Wall
            ? $"a window that is open and was closed at {closes.UtcDateTime:HH:mm:ss.fff}"
            : null;
    }
}
