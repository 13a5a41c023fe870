using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.Proof;

/// <summary>The whole proof of a run.</summary>
internal sealed record Report(IReadOnlyList<Finding> Findings)
{
    public IReadOnlyList<Violation> Violations { get; } = [.. Findings.SelectMany(finding => finding.Violations)];

    public static Report Of(RunHistory history)
    {
        var conversations = new Conversations(history);
        var outages = new Outages(history);
        return new(
        [
            WebhookProof.Prove(history),
            new SendProof(history, conversations).Prove(),
            new ClosedProof(history, conversations, outages).Prove(),
            new StoreProof(history, conversations, outages).Prove(),
            VerdictProof.Prove(history),
        ]);
    }

    /// <summary>What was proved, and the first violations of each kind.</summary>
    /// <param name="named">How many of a kind.</param>
    public IEnumerable<string> Lines(int named)
    {
        foreach (var finding in Findings)
        {
            yield return finding.Violations.Count == 0 ? finding.Counts : $"{finding.Counts}; EXCEPT FOR {finding.Violations.Count} VIOLATIONS";
        }

        foreach (var kind in Violations.GroupBy(violation => violation.Kind))
        {
            yield return $"{kind.Key}: {kind.Count()}";
            foreach (var violation in kind.Take(named)) yield return $"    {violation.What}";
        }
    }
}
