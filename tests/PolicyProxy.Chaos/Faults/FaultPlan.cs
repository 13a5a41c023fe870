namespace PolicyProxy.Chaos.Faults;

/// <summary>Which faults happen when: the same for the same seed.</summary>
internal static class FaultPlan
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>Draws faults as from a pack of cards, so that each has its turn, with others still going on.</summary>
    public static List<PlannedFault> Draw(IReadOnlyList<Fault> faults, Random random, TimeSpan length)
    {
        var plan = new List<PlannedFault>();
        var busyUntil = new Dictionary<string, TimeSpan>();
        var pack = new List<Fault>();
        for (var at = Quiet; at < length - Quiet; at += Between(random, 0.4, 2.4))
        {
            if (pack.Count == 0) pack = [.. Shuffled(faults, random)];
            if (pack.Find(fault => busyUntil.GetValueOrDefault(fault.Subject) <= at) is not { } next) continue;
            pack.Remove(next);

            var left = length - Quiet - at;
            var lasts = random.Next(8) == 0 ? Between(random, 4, 8) : Between(random, 0.3, 3);
            if (lasts > left) lasts = left;
            plan.Add(new(next, at, lasts));
            busyUntil[next.Subject] = at + lasts;
        }

        return plan;
    }

    private static Fault[] Shuffled(IReadOnlyList<Fault> faults, Random random)
    {
        Fault[] shuffled = [.. faults];
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static TimeSpan Between(Random random, double least, double most) => TimeSpan.FromSeconds(least + random.NextDouble() * (most - least));
}
