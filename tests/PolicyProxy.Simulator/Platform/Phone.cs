using System.Collections.Immutable;

namespace PolicyProxy.Simulator.Platform;

/// <summary>A client's phone: what was written on it, what was delivered to it, and what the platform has on record of the company's messages to it.</summary>
internal sealed class Phone(Channel channel)
{
    private readonly Lock _lock = new();
    private ImmutableList<Arrival> _arrivals = [];
    private DateTimeOffset? _lastWrote;

    public Channel Channel { get; } = channel;

    public Timeline Timeline { get; } = new();

    /// <summary>The company's messages that reached the platform, delivered or not.</summary>
    public IReadOnlyList<Arrival> Arrivals => _arrivals;

    /// <summary>The client has written.</summary>
    public void Wrote(DateTimeOffset time)
    {
        lock (_lock) _lastWrote = time;
    }

    /// <summary>A message of the company's arrives, and the platform's own rule decides.</summary>
    public Arrival Take(SentMessage message, DateTimeOffset now)
    {
        lock (_lock)
        {
            var arrival = new Arrival(message, PlatformRule.Permits(Channel, message, _lastWrote, now));
            _arrivals = _arrivals.Add(arrival);
            return arrival;
        }
    }
}
