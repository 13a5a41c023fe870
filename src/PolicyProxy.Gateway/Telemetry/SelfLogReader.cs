using Serilog.Debugging;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>
/// Hears what Serilog says of itself: it passes over a sink that it does not know or cannot open, and tells nobody who has not asked. There is
/// one such voice for the whole process, so what is said while a thread tries a configuration out is kept apart from the running log's.
/// </summary>
internal static class SelfLogReader
{
    [ThreadStatic]
    private static List<string>? _heard;

    private static Action<string>? _listener;

    static SelfLogReader() => SelfLog.Enable(Hear);

    /// <summary>What is said on this thread meanwhile, a line each.</summary>
    public static IReadOnlyList<string> During(Action action)
    {
        var heard = _heard = [];
        try
        {
            action();
            return heard;
        }
        finally
        {
            _heard = null;
        }
    }

    /// <summary>Passes on what is said at any other time.</summary>
    public static void Listen(Action<string> listener) => Volatile.Write(ref _listener, listener);

    // A time comes first, and after the first line a list of candidates or a stack trace.
    private static void Hear(string said)
    {
        var line = said.AsSpan(said.IndexOf(' ', StringComparison.Ordinal) + 1);
        var first = line[..(line.IndexOfAny('\r', '\n') is var end and >= 0 ? end : line.Length)].TrimEnd().ToString();
        if (_heard is { } heard) heard.Add(first);
        else Volatile.Read(ref _listener)?.Invoke(first);
    }
}
