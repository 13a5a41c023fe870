using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace PolicyProxy.Yarp.Diagnostics;

/// <summary>Counts by key that only grow. Counting allocates nothing but for a key that is new; whoever wants the counts reads them.</summary>
internal sealed class Totals<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, StrongBox<long>> _counts = new();

    /// <summary>Counts one.</summary>
    public void Add(TKey key) => Interlocked.Increment(ref _counts.GetOrAdd(key, static _ => new()).Value);

    /// <summary>Lets a key appear before it is first counted.</summary>
    public void Know(TKey key) => _counts.TryAdd(key, new());

    /// <summary>The counts so far.</summary>
    /// <param name="tags">The tags of a key.</param>
    public IEnumerable<Measurement<long>> Measure(Func<TKey, KeyValuePair<string, object?>[]> tags) =>
        _counts.Select(count => new Measurement<long>(Volatile.Read(ref count.Value.Value), tags(count.Key)));
}
