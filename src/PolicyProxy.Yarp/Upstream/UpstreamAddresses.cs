using System.Collections.Concurrent;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>The addresses of destinations without TLS. They stay when the configuration changes: there are few, and what is idle is closed.</summary>
internal sealed class UpstreamAddresses : IDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, UpstreamAddress?> _addresses = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly ITimer _sweeping;

    public UpstreamAddresses(TimeProvider time)
    {
        _time = time;
        _sweeping = time.CreateTimer(_ => Sweep(), state: null, SweepEvery, SweepEvery);
    }

    /// <summary>The address of a destination; null for one that is not reached by HTTP alone.</summary>
    /// <param name="prefix">The address as configured.</param>
    public UpstreamAddress? Find(string prefix) => _addresses.GetOrAdd(prefix, static (prefix, time) => UpstreamAddress.Read(prefix, time), _time);

    /// <inheritdoc/>
    public void Dispose()
    {
        _sweeping.Dispose();
        foreach (var address in _addresses.Values) address?.Close();
    }

    private void Sweep()
    {
        foreach (var address in _addresses.Values) address?.Sweep();
    }
}
