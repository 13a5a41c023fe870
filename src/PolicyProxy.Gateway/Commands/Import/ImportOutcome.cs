namespace PolicyProxy.Gateway.Commands.Import;

/// <summary>What has become of the lines so far.</summary>
internal sealed class ImportOutcome
{
    /// <summary>How many bad lines are listed; the rest is counted.</summary>
    public const int MostListed = 100;

    private readonly Lock _lock = new();
    private readonly List<(long Line, string Problem)> _listed = [];
    private long _taken;
    private long _old;
    private long _bad;

    /// <summary>How many rows are in the store, or something later of the same contact is.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>How many bad lines there are.</summary>
    public long Bad => Volatile.Read(ref _bad);

    /// <summary>How many rows there were.</summary>
    public long Rows => Taken + Volatile.Read(ref _old) + Bad;

    /// <summary>The counts, in words.</summary>
    public string Summary => $"{Rows} {(Rows == 1 ? "row" : "rows")}: {Taken} taken in, {_old} too old to matter, {Bad} bad";

    /// <summary>What is wrong with the bad lines, in their order: each with its number, at last how many more there are.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var (line, problem) in _listed.OrderBy(bad => bad.Line)) yield return $"line {line}: {problem}";
        if (_bad > _listed.Count) yield return $"and {_bad - _listed.Count} more bad lines";
    }

    /// <summary>Rows are in the store.</summary>
    public void AddTaken(int count) => Interlocked.Add(ref _taken, count);

    /// <summary>A row is of a contact that every window has closed for long ago.</summary>
    public void AddOld() => Interlocked.Increment(ref _old);

    /// <summary>A line is skipped.</summary>
    public void AddBad(long line, string problem)
    {
        lock (_lock)
        {
            Volatile.Write(ref _bad, _bad + 1);
            if (_listed.Count < MostListed) _listed.Add((line, problem));
        }
    }
}
