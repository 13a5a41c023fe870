using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>
/// The files of the log that could not be opened at the start: tried again once a minute, and written to from then on. Serilog itself does so
/// only with those that roll.
/// </summary>
internal sealed class LateFiles : ILogEventSink, IDisposable
{
    private const string Unopened = "Unable to open file sink for ";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly LogFaults _faults;
    private readonly ITimer _timer;
    private List<(string Fault, IConfigurationSection File)> _missing = [];
    private IConfiguration _serilog = null!;
    private volatile Logger[] _opened = [];

    /// <param name="faults">Is told of a file that is there.</param>
    /// <param name="time">The clock.</param>
    public LateFiles(LogFaults faults, TimeProvider time)
    {
        _faults = faults;
        _timer = time.CreateTimer(_ => TryOpen(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Goes on trying those of which Serilog has said at the start that they cannot be opened.</summary>
    /// <param name="serilog">The section <c>Serilog</c>.</param>
    /// <param name="said">What it has said.</param>
    public void Seek(IConfigurationSection serilog, IReadOnlyList<string> said)
    {
        _serilog = serilog;
        _missing =
        [
            .. from file in Files(serilog.GetSection("WriteTo"))
               let beginning = $"{Unopened}{Environment.ExpandEnvironmentVariables(file["Args:path"]!)}: "
               let fault = said.FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal))
               where fault is not null
               select (fault, file),
        ];
        if (_missing.Count > 0) _timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        foreach (var file in _opened) file.Write(logEvent);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        foreach (var file in _opened) file.Dispose();
    }

    private void TryOpen()
    {
        var missing = new List<(string Fault, IConfigurationSection File)>();
        foreach (var (fault, file) in _missing)
        {
            var opened = default(Logger);
            if (SelfLogReader.During(() => opened = Open(file)).Count == 0)
            {
                _opened = [.. _opened, opened!];
                _faults.Mend(fault);
                continue;
            }

            opened?.Dispose();
            missing.Add((fault, file));
        }

        _missing = missing;
        if (missing.Count > 0) _timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    // As Serilog reads it among others, but for the level: what comes here has passed that already.
    private Logger Open(IConfigurationSection file)
    {
        var common = _serilog.AsEnumerable(makePathsRelative: true).Where(pair => IsUnder(pair.Key, "Using") || IsUnder(pair.Key, "LevelSwitches"));
        var own = file.AsEnumerable(makePathsRelative: true).Where(pair => pair.Key.Length > 0).Select(pair => KeyValuePair.Create($"WriteTo:0:{pair.Key}", pair.Value));
        var values = common.Concat(own).Select(pair => KeyValuePair.Create($"Serilog:{pair.Key}", pair.Value));
        return new LoggerConfiguration().MinimumLevel.Verbose().ReadFrom.Configuration(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).CreateLogger();
    }

    // Also in others, such as Async.
    private static IEnumerable<IConfigurationSection> Files(IConfigurationSection places) => places.GetChildren().SelectMany(place =>
        "File".Equals(place["Name"], StringComparison.OrdinalIgnoreCase) && place["Args:path"] is not null
            ? [place]
            : place.GetSection("Args").GetChildren().SelectMany(Files));

    private static bool IsUnder(string key, string section) =>
        key.Equals(section, StringComparison.OrdinalIgnoreCase) || key.StartsWith($"{section}:", StringComparison.OrdinalIgnoreCase);
}
