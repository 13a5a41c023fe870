namespace PolicyProxy.Benchmarks.Operations;

/// <summary>Something the gateway does for every request, in memory alone, as it does it.</summary>
/// <param name="Name">What it is, as benchmarks and the baseline of allocations call it.</param>
/// <param name="Run">Does it once.</param>
internal sealed record Operation(string Name, Action Run)
{
    /// <summary>An operation whose result is kept, so that the compiler does not leave it out.</summary>
    public static Operation Of<T>(string name, Func<T> run)
    {
        var result = new T[1];
        return new(name, () => result[0] = run());
    }
}
