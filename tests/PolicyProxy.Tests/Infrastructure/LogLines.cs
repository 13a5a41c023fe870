using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>Keeps what a gateway in this process writes to its log.</summary>
internal sealed class LogLines : ILogEventSink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly MessageTemplateTextFormatter Plain = new("{Message:l} {Exception}", CultureInfo.InvariantCulture);

    private readonly ConcurrentQueue<LogEvent> _events = new();

    /// <summary>The lines, one a request.</summary>
    public IReadOnlyList<string> Requests =>
        [.. _events.Where(line => line.MessageTemplate.Text.StartsWith("{Kind} {Method}", StringComparison.Ordinal)).Select(Text)];

    /// <summary>What is worse than information.</summary>
    public IReadOnlyList<string> Complaints => [.. _events.Where(line => line.Level >= LogEventLevel.Warning).Select(Text)];

    public void Emit(LogEvent logEvent) => _events.Enqueue(logEvent);

    /// <summary>Waits until a number of requests are logged: the line is written after the answer.</summary>
    public async Task<IReadOnlyList<string>> WaitForRequestsAsync(int count = 1)
    {
        await WaitAsync(() => Requests.Count >= count);
        return Requests;
    }

    /// <summary>Waits for a line that holds these words.</summary>
    public Task WaitForAsync(string words) => WaitAsync(() => Count(words) > 0);

    /// <summary>How many lines hold these words.</summary>
    public int Count(string words) => _events.Count(line => Text(line).Contains(words, StringComparison.Ordinal));

    private static async Task WaitAsync(Func<bool> isThere)
    {
        for (var waited = Stopwatch.StartNew(); !isThere(); await Task.Delay(5))
        {
            if (waited.Elapsed > Patience) throw new TimeoutException("The log does not say it.");
        }
    }

    private static string Text(LogEvent line)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Plain.Format(line, text);
        return text.ToString().TrimEnd();
    }
}
