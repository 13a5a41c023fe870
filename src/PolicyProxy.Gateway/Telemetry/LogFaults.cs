namespace PolicyProxy.Gateway.Telemetry;

/// <summary>
/// What keeps the log from where <c>Serilog</c> sends it, told where it can still be read: on standard error, at once and then at most every
/// ten minutes, and to whoever asks whether the gateway is ready.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="error">Standard error.</param>
internal sealed class LogFaults(TimeProvider time, TextWriter error)
{
    // A full disk is told of for every line that is lost.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    // A file that could not be opened is tried again after half an hour.
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly object _gate = new();
    private List<string> _atStart = [];
    private (string Fault, DateTimeOffset At)? _latest;
    private DateTimeOffset _quietUntil = DateTimeOffset.MinValue;

    /// <summary>What is wrong; null when nothing has been for an hour, nor was at the start and still is.</summary>
    public string? Current
    {
        get
        {
            lock (_gate) return _latest is { } latest && time.GetUtcNow() - latest.At < Memory ? $"{latest.Fault} ({latest.At:HH:mm:ss} UTC)" : _atStart.Count > 0 ? string.Join(" | ", _atStart) : null;
        }
    }

    /// <summary>Takes what was wrong when the log was opened.</summary>
    public void TakeAtStart(IReadOnlyList<string> faults)
    {
        _atStart = [.. faults];
        foreach (var fault in faults) Tell(fault);
    }

    /// <summary>One of those is mended.</summary>
    public void Mend(string fault)
    {
        lock (_gate) _atStart.Remove(fault);
        error.WriteLine($"What kept the log from where Serilog sends it is mended: {fault}");
    }

    /// <summary>Takes what went wrong just now.</summary>
    public void Take(string fault)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            _latest = (fault, now);
            if (now < _quietUntil) return;
            _quietUntil = now + Pause;
        }

        Tell(fault);
    }

    private void Tell(string fault) => error.WriteLine($"The log does not go where Serilog sends it: {fault}");
}
