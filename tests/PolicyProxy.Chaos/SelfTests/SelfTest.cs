using PolicyProxy.Chaos.Proof;

namespace PolicyProxy.Chaos.SelfTests;

/// <summary>Whether the checker can fail: doctored histories, each of which has to be called by its name, and honest ones, which must not be blamed.</summary>
internal static class SelfTest
{
    public static int Run()
    {
        IReadOnlyList<DoctoredCase> cases = [.. DoctoredTraffic.Cases, .. DoctoredStore.Cases];
        var failed = 0;
        foreach (var doctored in cases)
        {
            var report = Report.Of(doctored.Doctor(HonestHistory.Create()));
            var kinds = report.Violations.Select(violation => violation.Kind).ToList();
            var isRight = doctored.Kind is null ? kinds.Count == 0 : kinds is [var kind] && kind == doctored.Kind;
            Console.WriteLine($"{(isRight ? "ok    " : "WRONG ")} {doctored.What}: {(kinds.Count == 0 ? "nothing violated" : string.Join(", ", kinds))}");
            if (isRight) continue;

            failed++;
            foreach (var line in report.Lines(4)) Console.WriteLine($"           {line}");
        }

        Console.WriteLine($"chaos: self-test: {cases.Count - failed} of {cases.Count} histories judged right");
        return failed == 0 ? 0 : 1;
    }
}
